using System.Globalization;
using nietras.SeparatedValues;

namespace Graft.Cli.Output;

/// <summary>Images that are most like a photo, as a table, CSV or JSON.</summary>
internal static class SimilarOutput
{
    public static void Write(string format, IReadOnlyList<SimilarImageResult> results, NeighborMetric metric)
    {
        switch (format)
        {
            case "json": WriteJson(results, metric); break;
            case "csv": WriteCsv(results, metric); break;
            default: WriteTables(results, metric); break;
        }
    }

    private static void WriteTables(IReadOnlyList<SimilarImageResult> results, NeighborMetric metric)
    {
        foreach (var result in results.Where(item => item.Skipped is null))
        {
            if (results.Count > 1)
                Lines.Write(result.Path);
            TextTable.Write(
                ["rank", "path ", "class ", metric == NeighborMetric.Cosine ? "similarity" : "distance"],
                result.Similar.Select((item, i) => new[] { $"{i + 1}", item.Path, item.Class, $"{Value(item, metric):F4}" }));
        }
    }

    /// <summary>One line a photo and rank; a photo that could not be read has one line with neither.</summary>
    private static void WriteCsv(IEnumerable<SimilarImageResult> results, NeighborMetric metric)
    {
        using var writer = Sep.New(',').Writer(options => options with { Escape = true }).To(Console.Out);
        foreach (var result in results)
        {
            for (var i = 0; i < (result.Skipped is null ? result.Similar.Length : 1); i++)
            {
                using var row = writer.NewRow();
                var item = result.Skipped is null ? result.Similar[i] : null;
                row["photo"].Set(result.Path);
                row["rank"].Set(item is null ? "" : (i + 1).ToString(CultureInfo.InvariantCulture));
                row["path"].Set(item?.Path ?? "");
                row["class"].Set(item?.Class ?? "");
                row[metric == NeighborMetric.Cosine ? "similarity" : "distance"].Set(item is null ? "" : Value(item, metric).ToString("R", CultureInfo.InvariantCulture));
                row["error"].Set(result.Skipped?.Reason ?? "");
            }
        }
    }

    private static void WriteJson(IEnumerable<SimilarImageResult> results, NeighborMetric metric) => Json.Write(new
    {
        Metric = metric.ToString().ToLowerInvariant(),
        Photos = results.Select(result => new { result.Path, result.Similar, Error = result.Skipped?.Reason }),
    });

    private static double Value(SimilarImage item, NeighborMetric metric) => metric == NeighborMetric.Cosine ? 1 - item.Distance : item.Distance;
}
