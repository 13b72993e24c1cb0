namespace Graft.Cli.Output;

/// <summary>What <c>merge</c> has to say.</summary>
internal static class MergeOutput
{
    /// <summary>Files that are named one by one.</summary>
    private const int ShownProblems = 20;

    /// <summary>What is missing: in words on standard error, and as numbers, if those are asked for, on standard output.</summary>
    public static void Write(ShardCheck check, bool withNumbers, bool isJson)
    {
        if (isJson)
        {
            Json.Write(new { check.IsComplete, check.Count, check.ListCount, check.RowCount, check.Missing, check.Unfinished, check.ToRunAgain, check.Problems });
            return;
        }

        foreach (var problem in check.Problems.Take(ShownProblems))
            Lines.WriteError($"{(withNumbers ? "" : "error: ")}'{problem.Path}' cannot be merged: {problem.Reason}.");
        if (check.Problems.Length > ShownProblems)
            Lines.WriteError($"... and {check.Problems.Length - ShownProblems:N0} more files; --format json lists all.");
        if (!check.Missing.IsEmpty)
        {
            Lines.WriteError(
                $"{(withNumbers ? "" : "error: ")}Of {check.Count:N0} shards {Are(check.Missing.Length)} missing: {check.ToRunAgain}{(check.Unfinished.IsEmpty ? "" : $" ({check.Unfinished.Length:N0} of them begun)")}. Run {(check.Missing.Length == 1 ? "it" : "them")} again.");
        }
        else if (check.IsComplete)
        {
            Lines.WriteError($"All {check.Count:N0} shards are there: {check.RowCount:N0} rows, {Unreadable(check.ListCount - check.RowCount)}.");
        }

        if (withNumbers && !check.Missing.IsEmpty)
            Lines.Write(check.ToRunAgain);
    }

    public static void Write(string path, MergeReport report, bool isVirtual, bool isJson)
    {
        if (isJson)
        {
            Json.Write(new { Out = path, report.RowCount, report.FeatureCount, report.ShardCount, report.ListCount, IsVirtual = isVirtual, Seconds = report.Elapsed.TotalSeconds, report.LabelNames });
            return;
        }

        Lines.Write(
            $"{path}: {report.RowCount:N0} rows x {report.FeatureCount:N0} features of {report.LabelNames.Length:N0} classes, " +
            $"{(isVirtual ? "which stay in" : "of")} {report.ShardCount:N0} shards, {Unreadable(report.ListCount - report.RowCount)}, in {report.Elapsed.TotalSeconds:F1} s.");
    }

    private static string Unreadable(int count) => count switch
    {
        0 => "one for each image",
        1 => "one for each image but 1 that could not be read",
        _ => $"one for each image but {count:N0} that could not be read",
    };

    private static string Are(int count) => count == 1 ? "1 is" : $"{count:N0} are";
}
