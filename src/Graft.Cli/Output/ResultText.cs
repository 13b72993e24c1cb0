namespace Graft.Cli.Output;

/// <summary>The plain words of <c>extract</c>, <c>train</c>, <c>evaluate</c>, <c>convert</c>, <c>pull</c> and <c>import</c>.</summary>
internal static class ResultText
{
    /// <summary>Pairs of confused classes that are printed.</summary>
    private const int ShownPairs = 5;

    public static string Of(string path, ExtractionReport report) =>
        $"{SafeText.Line(path)}: {report.RowCount:N0} rows x {report.FeatureCount:N0} features of {report.LabelNames.Length:N0} classes, " +
        (report.EarlierRowCount == report.RowCount && report.RowCount > 0 ? "all of them there already." :
            (report.EarlierRowCount > 0 ? $"{report.EarlierRowCount:N0} of them there already, " : "") +
            $"in {report.Elapsed.TotalSeconds:F1} s ({(report.RowCount - report.EarlierRowCount) / report.Elapsed.TotalSeconds:F0} images/s).") +
        string.Concat(report.OtherLayers.Select(layer => $"\n  and {layer.Length:N0} of layer {SafeText.Line(layer.Layer)}"));

    public static string Of(string path, PackingReport report) =>
        $"{SafeText.Line(path)}: {report.Count:N0} images of {report.LabelNames.Length:N0} classes, " +
        (report.EarlierCount > 0 ? $"{report.EarlierCount:N0} of them there already, " : "") +
        $"{new FileInfo(path).Length / 1e6:N1} MB, in {report.Elapsed.TotalSeconds:F1} s.";

    public static string Of(string path, ImportReport report) =>
        $"{SafeText.Line(path)}: {report.Architecture} with the weights of {report.Source}, {report.ParameterCount:N0} parameters, " +
        $"{(report.HasClassifier ? "with" : "without")} its classifier; {report.FeatureCount:N0} features at '{report.DefaultLayer}'.";

    public static string Of(CatalogueEntry entry, PullReport report) => report switch
    {
        { Path: null } => $"{entry.Name} is part of Graft; there is nothing to fetch.",
        { WasThere: true } => $"{report.Path} is there already; --force fetches it anew.",
        _ => $"{report.Path}: use it with --backbone {entry.Name}.",
    };

    public static void Write(string path, TrainingResult result)
    {
        var record = result.Record;
        WriteContradictions(result);
        if (!record.Converged)
            Console.Error.WriteLine($"The fit of {record.Classifier} stopped after {record.Iterations:N0} iterations, short of its tolerance; a smaller --c converges sooner.");
        if (result.Search is { } search)
        {
            SearchText.Write(search, SearchTableFile.PathBeside(path));
            Lines.Write(
                $"{(search.SettingCount == 1 ? "" : $"best of {search.SettingCount:N0} settings: ")}{SearchText.Setting(record)} ({SearchText.CrossValidated(record)})");
        }

        if (result.Evaluation is { } evaluation)
            WriteSummary(evaluation);
        if (record is { CalibrationErrorBefore: { } before, CalibrationErrorAfter: { } after })
            Console.Out.WriteLine($"calibration error        {100 * before:F1}% before, {100 * after:F1}% after");
        Lines.Write(
            $"{path}: classifier of {result.Classifier.LabelNames.Length:N0} classes, fitted on {record.TrainCount:N0} images" +
            (record.TestCount == 0 ? "; none were kept for a test." : $", tested on {record.TestCount:N0} others."));
    }

    private static void WriteContradictions(TrainingResult result)
    {
        if (result.Contradictions is [var first, ..] all)
        {
            Lines.WriteError(
                $"{all.Length:N0} {(all.Length == 1 ? "row has" : "rows have")} the same features as a row of another class, such as '{first.OtherPath}' and '{first.Path}'; no classifier is right on both.");
        }
    }

    /// <summary>How the fit was done, on standard error.</summary>
    public static void WriteMethod(TrainingResult result)
    {
        if (result.Classifier.FitSummary is { Method.Length: > 0 } summary)
            Console.Error.WriteLine($"Fit: {summary.Method}{(summary.Iterations > 0 ? $", {summary.Iterations:N0} iterations" : "")}.");
    }

    /// <summary>Rows that were left out, on standard error.</summary>
    public static void WriteSeen(Evaluation evaluation, int rowCount)
    {
        if (evaluation.SampleCount < rowCount)
            Console.Error.WriteLine($"The classifier was trained on {rowCount - evaluation.SampleCount:N0} of the {rowCount:N0} rows; they do not count.");
    }

    public static void Write(Evaluation evaluation)
    {
        TextTable.Write(
            ["class ", "precision", "recall", "F1", "support"],
            evaluation.Classes.Select(item => new[]
            {
                item.Name, Percent(item.Precision), Percent(item.Recall), Percent(item.F1), $"{item.Support:N0}",
            }));
        WriteShort(evaluation);
    }

    /// <summary>Without the table of classes.</summary>
    public static void WriteShort(Evaluation evaluation)
    {
        WriteSummary(evaluation);
        Console.Out.WriteLine($"macro F1                 {Percent(evaluation.MacroAverage.F1)}");
        Console.Out.WriteLine($"calibration error        {Percent(evaluation.CalibrationError)}");
        WriteConfusedPairs(evaluation);
    }

    private static void WriteConfusedPairs(Evaluation evaluation)
    {
        if (evaluation.ConfusedPairs.IsEmpty)
            return;
        Console.Out.WriteLine("most confused:");
        TextTable.Write(
            ["class ", "taken for ", "images"],
            evaluation.ConfusedPairs.Take(ShownPairs).Select(pair => new[]
            {
                evaluation.Classes[pair.TrueLabel].Name, evaluation.Classes[pair.PredictedLabel].Name, $"{pair.Count:N0}",
            }));
        if (evaluation.ConfusedPairs.Length > ShownPairs)
            Console.Out.WriteLine($"... and {evaluation.ConfusedPairs.Length - ShownPairs:N0} more; --format json lists all.");
    }

    public static void Write(ConversionReport report)
    {
        Lines.Write(
            $"{report.Files[0]}: {report.RowCount:N0} rows x {string.Join(" x ", report.RowShape.Select(side => $"{side:N0}"))} values, " +
            $"{report.ElementType.ToString().ToLowerInvariant()}, of {report.LabelNames.Length:N0} classes, in {report.Elapsed.TotalSeconds:F1} s.");
        if (report.Files.Length > 1)
            Lines.Write($"Labels are in {string.Join(" and ", report.Files.Skip(1))}.");
    }

    /// <summary>What became of values too large for the new type.</summary>
    public static string Overflow(ConversionReport report)
    {
        var (largest, wider) = report.ElementType == ElementType.Float16 ? ("65,504", "float32 or float64") : ("3.4e38", "float64");
        return
            $"warning: {report.OverflowCount:N0} {(report.OverflowCount == 1 ? "value is" : "values are")} beyond {largest}, the largest of " +
            $"{report.ElementType.ToString().ToLowerInvariant()}, and became infinite; {wider} keeps more.";
    }

    public static string Percent(double fraction) => $"{100 * fraction:F2}%";

    private static void WriteSummary(Evaluation evaluation)
    {
        Console.Out.WriteLine($"accuracy (rank-1)        {Percent(evaluation.Accuracy)} of {evaluation.SampleCount:N0} test images (95% interval {Percent(evaluation.Interval.Low)} to {Percent(evaluation.Interval.High)})");
        Console.Out.WriteLine($"rank-5 accuracy          {Percent(evaluation.Rank5Accuracy)}");
        Console.Out.WriteLine($"mean per-class accuracy  {Percent(evaluation.MeanPerClassAccuracy)}");
    }
}
