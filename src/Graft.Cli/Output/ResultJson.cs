namespace Graft.Cli.Output;

/// <summary>The JSON objects of <c>extract</c>, <c>train</c>, <c>evaluate</c>, <c>convert</c>, <c>pull</c> and <c>import</c>.</summary>
internal static class ResultJson
{
    public static object Of(string path, ExtractionReport report) => new
    {
        Out = path,
        report.RowCount,
        report.EarlierRowCount,
        report.FeatureCount,
        report.OtherLayers,
        Classes = report.LabelNames,
        report.Skipped,
        Seconds = report.Elapsed.TotalSeconds,
    };

    public static object Of(string path, PackingReport report) => new
    {
        Out = path,
        report.Count,
        report.EarlierCount,
        Classes = report.LabelNames,
        report.Skipped,
        Seconds = report.Elapsed.TotalSeconds,
    };

    public static object Of(string path, ImportReport report) => new
    {
        Out = path,
        report.Architecture,
        report.Source,
        report.TensorCount,
        report.ParameterCount,
        report.HasClassifier,
        report.DefaultLayer,
        report.FeatureCount,
    };

    public static object Of(string path, TrainingResult result) => new
    {
        Out = path,
        result.Evaluation?.Accuracy,
        result.Evaluation?.Interval,
        Rank5 = result.Evaluation?.Rank5Accuracy,
        result.Evaluation?.MeanPerClassAccuracy,
        MacroF1 = result.Evaluation?.MacroAverage.F1,
        result.Record.TrainCount,
        result.Record.TestCount,
        result.Record.TestFraction,
        result.Record.Seed,
        result.Record.Classifier,
        result.Record.Scaling,
        result.Record.Settings,
        result.Record.Converged,
        result.Record.Iterations,
        result.Record.CrossValidatedMean,
        result.Record.CrossValidatedDeviation,
        result.Record.CalibrationMethod,
        result.Record.CalibrationErrorBefore,
        result.Record.CalibrationErrorAfter,
        result.Search,
        result.Contradictions,
        Classes = Classes(result),
    };

    public static object Of(Evaluation evaluation, TrainingRecord record) => new
    {
        evaluation.Accuracy,
        evaluation.Interval,
        Rank5 = evaluation.Rank5Accuracy,
        evaluation.MeanPerClassAccuracy,
        MacroF1 = evaluation.MacroAverage.F1,
        evaluation.CalibrationError,
        record.TrainCount,
        TestCount = evaluation.SampleCount,
        Classes = evaluation.Classes,
        MacroAverage = Average(evaluation.MacroAverage),
        WeightedAverage = Average(evaluation.WeightedAverage),
        ConfusedPairs = evaluation.ConfusedPairs.Select(pair => new
        {
            Class = evaluation.Classes[pair.TrueLabel].Name,
            TakenFor = evaluation.Classes[pair.PredictedLabel].Name,
            pair.Count,
        }),
        ConfusionMatrix = Rows(evaluation.ConfusionMatrix),
    };

    public static object Of(ConversionReport report) => new
    {
        Out = report.Files[0],
        report.Files,
        report.RowCount,
        report.RowShape,
        Type = report.ElementType.ToString().ToLowerInvariant(),
        Classes = report.LabelNames,
        report.OverflowCount,
        Seconds = report.Elapsed.TotalSeconds,
    };

    public static object Of(CatalogueEntry entry, PullReport report) => new
    {
        entry.Name,
        report.Path,
        report.WasThere,
        report.Sha256,
    };

    private static object Average(ClassMetrics average) => new
    {
        average.Precision,
        average.Recall,
        average.F1,
        average.Support,
    };

    /// <summary>Rows are true classes, columns what they were taken for.</summary>
    public static int[][] Rows(ConfusionMatrix matrix) =>
        [.. Enumerable.Range(0, matrix.ClassCount).Select(row => Enumerable.Range(0, matrix.ClassCount).Select(column => matrix[row, column]).ToArray())];

    private static object Classes(TrainingResult result) =>
        result.Evaluation is { } evaluation
            ? evaluation.Classes
            : result.Classifier.LabelNames.Select(name => new { Name = name });
}
