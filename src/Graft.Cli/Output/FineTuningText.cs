namespace Graft.Cli.Output;

/// <summary>The plain words of <c>finetune</c>.</summary>
internal static class FineTuningText
{
    /// <summary>How long it will take, such as <c>About 14 minutes: 20 epochs of 36 s (measured), after 2 minutes for activations (1.8 GB).</c></summary>
    public static string Of(FineTuningEstimate estimate)
    {
        var activations = estimate switch
        {
            { RunsPhotos: true, Activations.Ticks: 0 } => "; photos are varied anew each time, so no activations can be kept",
            { RunsPhotos: true } => $", after {Duration(estimate.Activations)} for features; photos are varied anew each time, so no activations can be kept",
            { CacheBytes: 0 } => "",
            { Activations.Ticks: 0 } => $"; the activations are there already ({Size(estimate.CacheBytes)})",
            _ => $", after {Duration(estimate.Activations)} for activations ({Size(estimate.CacheBytes)})",
        };
        return $"About {Duration(estimate.Total)}: {CountText.Of(estimate.EpochCount, "epoch")} of {Duration(estimate.PerEpoch)} (measured){activations}.";
    }

    /// <summary>The frozen network and the tuned one side by side, and where the files are.</summary>
    /// <param name="path">The network that was written.</param>
    /// <param name="record">How it came about.</param>
    /// <param name="classCount">Its classes.</param>
    /// <param name="history">How it was tuned.</param>
    /// <param name="tuned">The tuned network on the test photos; null without a test.</param>
    public static void Write(string path, TrainingRecord record, int classCount, TuningHistory history, Evaluation? tuned) =>
        Write(Console.Out, !Console.IsOutputRedirected, path, record, classCount, history, tuned);

    /// <summary>The same to anywhere.</summary>
    public static void Write(TextWriter output, bool isTerminal, string path, TrainingRecord record, int classCount, TuningHistory history, Evaluation? tuned)
    {
        if (tuned is not null && history.Compare(tuned) is { } comparison)
        {
            WriteTable(output, isTerminal, history.Baseline!, tuned);
            output.WriteLine(
                $"Of {tuned.SampleCount:N0} test images {comparison.BothCount:N0} are recognised by both, {comparison.OnlyAfterCount:N0} by the fine-tuned network alone, {comparison.OnlyBeforeCount:N0} by the frozen one alone" +
                (comparison.OnlyAfterCount + comparison.OnlyBeforeCount > 0 ? $" (McNemar's exact test: p = {comparison.PValue.ToString(comparison.PValue < 0.001 ? "0.0e0" : "F3")})." : "."));
        }

        output.WriteLine(SafeText.Line(Ending(history)));
        if (history.Temperature is { } temperature)
            output.WriteLine($"Its scores are divided by {temperature:F2}, which makes it as sure as it is right on the validation images.");
        output.WriteLine(SafeText.Line(
            $"{path}: network of {classCount:N0} classes, fine-tuned from '{history.UnfreezeFrom}' on with {CountText.Of(record.TrainCount, "image")}" +
            (record.TestCount == 0 ? "; none were kept for a test." : $", tested on {record.TestCount:N0} others.")));
    }

    private static void WriteTable(TextWriter output, bool isTerminal, Evaluation frozen, Evaluation tuned)
    {
        TextTable.Write(
            output, isTerminal, [" ", "frozen", "fine-tuned", "difference"],
            [
                Row("accuracy (rank-1)", item => item.Accuracy),
                ["95% interval", Interval(frozen), Interval(tuned), ""],
                Row("rank-5 accuracy", item => item.Rank5Accuracy),
                Row("mean per-class accuracy", item => item.MeanPerClassAccuracy),
                Row("macro F1", item => item.MacroAverage.F1),
                Row("calibration error", item => item.CalibrationError),
            ]);

        string[] Row(string name, Func<Evaluation, double> share) =>
            [name, ResultText.Percent(share(frozen)), ResultText.Percent(share(tuned)), Change(share(tuned) - share(frozen))];
    }

    /// <summary>How it came to its end, and what was kept of it.</summary>
    private static string Ending(TuningHistory history)
    {
        var end = history.Ending switch
        {
            "all epochs" => $"All {CountText.Of(history.Epochs[^1].Number, "epoch")} done",
            "no gain" => $"Stopped after {CountText.Of(history.Epochs[^1].Number, "epoch")}, as the last brought nothing more on the validation images",
            "loss not finite" => $"Stopped in epoch {LastFinite(history) + 1:N0}, as the loss was no longer a finite number: take a smaller learning rate",
            var other => $"Ended after {CountText.Of(history.Epochs[^1].Number, "epoch")} ({other})",
        };
        return $"{end}. " + (history.BestEpoch == 0 ? "No epoch made it better, so that only the head is new." : $"The weights after epoch {history.BestEpoch:N0} were kept.");
    }

    private static int LastFinite(TuningHistory history) =>
        history.Epochs.Last(epoch => epoch.Number == 0 || epoch.TrainLoss is not { } loss || double.IsFinite(loss)).Number;

    private static string Interval(Evaluation evaluation) => $"{ResultText.Percent(evaluation.Interval.Low)} to {ResultText.Percent(evaluation.Interval.High)}";

    private static string Change(double share) => $"{100 * share:+0.00;-0.00;0.00} points";

    /// <summary>Such as <c>1.2 s</c>, <c>36 s</c>, <c>12 minutes</c> and <c>1 h 50 min</c>.</summary>
    private static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 9.95 => $"{time.TotalSeconds:F1} s",
        < 89.5 => $"{time.TotalSeconds:F0} s",
        < 89.5 * 60 => $"{Math.Round(time.TotalMinutes):F0} minutes",
        _ => TimeSpan.FromMinutes(Math.Round(time.TotalMinutes)) is var rounded ? $"{(int)rounded.TotalHours} h {rounded.Minutes} min" : "",
    };

    private static string Size(long bytes) => bytes < 1e9 ? $"{Math.Max(1, bytes / 1e6):N0} MB" : $"{bytes / 1e9:N1} GB";
}
