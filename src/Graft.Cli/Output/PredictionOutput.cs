using System.Globalization;
using nietras.SeparatedValues;

namespace Graft.Cli.Output;

/// <summary>Predictions as a table, CSV or JSON.</summary>
internal static class PredictionOutput
{
    public static void Write(string format, IReadOnlyList<ImagePrediction> predictions, int top)
    {
        switch (format)
        {
            case "json": WriteJson(predictions); break;
            case "csv": WriteCsv(predictions, top); break;
            default: WriteTable(predictions, top); break;
        }
    }

    private static void WriteTable(IEnumerable<ImagePrediction> predictions, int top)
    {
        string[] columns = ["photo ", .. Enumerable.Range(1, top).SelectMany(rank => new[] { rank == 1 ? "class " : $"{Ordinal(rank)} ", "" })];
        var rows = predictions.Where(item => item.Skipped is null).Select(item =>
            (string[])[item.Path, .. item.Classes.SelectMany(guess => new[] { guess.Name, ResultText.Percent(guess.Probability) })]).ToList();
        if (rows.Count > 0)
            TextTable.Write(columns, rows);
    }

    private static string Ordinal(int rank) => rank switch
    {
        _ when rank % 100 is 11 or 12 or 13 => $"{rank}th",
        _ when rank % 10 == 2 => $"{rank}nd",
        _ when rank % 10 == 3 => $"{rank}rd",
        _ when rank % 10 == 1 => $"{rank}st",
        _ => $"{rank}th",
    };

    /// <summary>One line a photo and rank; a photo that could not be read has one line with neither.</summary>
    private static void WriteCsv(IEnumerable<ImagePrediction> predictions, int top)
    {
        using var writer = Sep.New(',').Writer(options => options with { Escape = true }).To(Console.Out);
        foreach (var prediction in predictions)
        {
            for (var rank = 1; rank <= (prediction.Skipped is null ? top : 1); rank++)
            {
                using var row = writer.NewRow();
                var guess = prediction.Skipped is null ? prediction.Classes[rank - 1] : default;
                row["path"].Set(prediction.Path);
                row["rank"].Set(prediction.Skipped is null ? rank.ToString(CultureInfo.InvariantCulture) : "");
                row["class"].Set(guess.Name ?? "");
                row["probability"].Set(prediction.Skipped is null ? guess.Probability.ToString("R", CultureInfo.InvariantCulture) : "");
                row["error"].Set(prediction.Skipped?.Reason ?? "");
            }
        }
    }

    private static void WriteJson(IEnumerable<ImagePrediction> predictions) => Json.Write(new
    {
        Predictions = predictions.Select(item => new
        {
            item.Path,
            Label = item.Skipped is null ? item.Classes[0].Name : null,
            Probability = item.Skipped is null ? item.Classes[0].Probability : (float?)null,
            Top = item.Classes.Select(guess => new { Class = guess.Name, guess.Probability }),
            Error = item.Skipped?.Reason,
        }),
    });
}
