namespace Graft.Cli.Output;

/// <summary>The table of a search in plain words.</summary>
internal static class SearchText
{
    /// <summary>Rows that are printed; of more, the file has the rest.</summary>
    private const int ShownRows = 30;

    /// <summary>The table, the best first.</summary>
    public static void Write(SearchTable table, string path)
    {
        var rows = table.Rows.OrderBy(row => row.Rank).ToList();
        TextTable.Write(
            ["rank", "classifier ", "scaling ", "settings ", "accuracy", "deviation", " "],
            rows.Take(ShownRows).Select((row, place) => new[]
            {
                $"{row.Rank:N0}", row.Classifier, row.Scaling, row.Settings, ResultText.Percent(row.Mean), ResultText.Percent(row.Deviation), Note(row, place),
            }));
        Console.Out.WriteLine(rows.Count > ShownRows
            ? $"{rows.Count - ShownRows:N0} more settings are in {path}."
            : $"The table is in {path}.");
    }

    /// <summary>Such as <c>svm, scaling l2, c=0.1</c>.</summary>
    public static string Setting(TrainingRecord record) =>
        record.Classifier + (record.Scaling == "none" ? "" : $", scaling {record.Scaling}") + (record.Settings.Length == 0 ? "" : $", {record.Settings}");

    /// <summary>Such as <c>cross-validated 95.1% ± 0.8%</c>; empty without cross-validation.</summary>
    public static string CrossValidated(TrainingRecord record) =>
        record is { CrossValidatedMean: { } mean, CrossValidatedDeviation: { } deviation } ? $"cross-validated {100 * mean:F1}% ± {100 * deviation:F1}%" : "";

    private static string Note(SearchRow row, int place) => (place == 0 ? "best" : "") + (row.Converged ? "" : place == 0 ? ", not converged" : "not converged");
}
