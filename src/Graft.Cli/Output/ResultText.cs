namespace Graft.Cli.Output;

/// <summary>The plain words of <c>extract</c>, <c>train</c> and <c>evaluate</c>.</summary>
internal static class ResultText
{
    public static string Of(string path, ExtractionReport report) =>
        $"{path}: {report.RowCount:N0} rows x {report.FeatureCount:N0} features of {report.LabelNames.Length:N0} classes, " +
        $"in {report.Elapsed.TotalSeconds:F1} s ({report.RowCount / report.Elapsed.TotalSeconds:F0} images/s).";

    public static void Write(string path, TrainingResult result)
    {
        var record = result.Record;
        if (!record.Converged)
            Console.Error.WriteLine($"The optimiser stopped after {record.Iterations:N0} iterations, short of its tolerance; a smaller --c converges sooner.");
        if (result.Evaluation is { } evaluation)
            WriteSummary(evaluation);
        Console.Out.WriteLine(
            $"{path}: classifier of {result.Classifier.LabelNames.Length:N0} classes, fitted on {record.TrainCount:N0} images" +
            (record.TestCount == 0 ? "; none were kept for a test." : $", tested on {record.TestCount:N0} others."));
    }

    public static void Write(Evaluation evaluation)
    {
        TextTable.Write(
            ["class ", "precision", "recall", "F1", "support"],
            evaluation.Classes.Select(item => new[]
            {
                item.Name, Percent(item.Precision), Percent(item.Recall), Percent(item.F1), $"{item.Support:N0}",
            }));
        WriteSummary(evaluation);
    }

    public static string Percent(double fraction) => $"{100 * fraction:F2}%";

    private static void WriteSummary(Evaluation evaluation)
    {
        Console.Out.WriteLine($"accuracy (rank-1)        {Percent(evaluation.Accuracy)} of {evaluation.SampleCount:N0} test images");
        Console.Out.WriteLine($"rank-5 accuracy          {Percent(evaluation.Rank5Accuracy)}");
        Console.Out.WriteLine($"mean per-class accuracy  {Percent(evaluation.MeanPerClassAccuracy)}");
    }
}
