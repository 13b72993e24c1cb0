namespace Graft.Cli.Output;

/// <summary>A report in a few lines.</summary>
internal static class ReportText
{
    public static void Write(string path, ClassifierReport report)
    {
        var evaluation = report.Evaluation;
        ResultText.WriteSeen(evaluation, report.RowCount);
        WriteMissingPhotos(report);
        ResultText.WriteShort(evaluation);
        Lines.Write(Made(path));
    }

    /// <summary>After a training, which has printed the numbers. On standard error, as its results may be JSON.</summary>
    public static void WriteMade(string path, ClassifierReport report)
    {
        WriteMissingPhotos(report);
        Lines.WriteError(Made(path));
    }

    private static string Made(string path) => $"{path}: report, {new FileInfo(path).Length / 1e6:N1} MB; open it in a browser.";

    /// <summary>Says so where the page lacks photos.</summary>
    private static void WriteMissingPhotos(ClassifierReport report)
    {
        if (report.Mistakes.Where(mistake => mistake.Problem is not null).ToList() is [var first, ..] missing)
        {
            Lines.WriteError(
                $"{missing.Count:N0} of the {report.Mistakes.Length:N0} photos to show could not be read, such as '{first.Path}': {first.Problem}. Say where they are with --images.");
        }
    }
}
