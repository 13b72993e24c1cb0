namespace Graft.Cli.Output;

/// <summary>The JSON objects of a fine-tuning: of the command, and of a report.</summary>
internal static class FineTuningJson
{
    /// <summary>The result of <c>finetune</c>; the parameters are those of <see cref="FineTuningText"/>.</summary>
    public static object Of(string path, TrainingRecord record, int classCount, TuningHistory history, Evaluation? tuned) => new
    {
        Out = path,
        tuned?.Accuracy,
        tuned?.Interval,
        Rank5 = tuned?.Rank5Accuracy,
        tuned?.MeanPerClassAccuracy,
        MacroF1 = tuned?.MacroAverage.F1,
        tuned?.CalibrationError,
        record.TrainCount,
        record.TestCount,
        record.TestFraction,
        record.Seed,
        record.Classifier,
        record.Settings,
        ClassCount = classCount,
        Tuning = Of(history, tuned),
        tuned?.Classes,
    };

    /// <summary>How it went, and what it gained. A number that is not finite is null, since JSON has no other.</summary>
    public static object Of(TuningHistory history, Evaluation? tuned)
    {
        var (frozen, comparison) = (history.Baseline, tuned is null ? null : history.Compare(tuned));
        return new
        {
            history.UnfreezeFrom,
            history.ValidationCount,
            history.BestEpoch,
            history.Ending,
            history.Temperature,
            Epochs = history.Epochs.Select(epoch => new
            {
                epoch.Number,
                LearningRate = Finite(epoch.LearningRate),
                TrainLoss = Finite(epoch.TrainLoss),
                TrainAccuracy = Finite(epoch.TrainAccuracy),
                ValidationLoss = Finite(epoch.ValidationLoss),
                ValidationAccuracy = Finite(epoch.ValidationAccuracy),
            }),
            Baseline = frozen is null ? null : new
            {
                TestCount = frozen.SampleCount,
                frozen.CorrectCount,
                frozen.Accuracy,
                frozen.Interval,
                Rank5 = frozen.Rank5Accuracy,
                frozen.MeanPerClassAccuracy,
                MacroF1 = frozen.MacroAverage.F1,
                frozen.CalibrationError,
            },
            Gains = comparison is null ? null : new
            {
                Accuracy = comparison.Gain,
                Rank5 = tuned!.Rank5Accuracy - frozen!.Rank5Accuracy,
                MeanPerClassAccuracy = tuned.MeanPerClassAccuracy - frozen.MeanPerClassAccuracy,
                MacroF1 = tuned.MacroAverage.F1 - frozen.MacroAverage.F1,
                CalibrationError = tuned.CalibrationError - frozen.CalibrationError,
            },
            Comparison = comparison is null ? null : new
            {
                comparison.BothCount,
                OnlyTunedCount = comparison.OnlyAfterCount,
                OnlyBaselineCount = comparison.OnlyBeforeCount,
                comparison.NeitherCount,
                comparison.PValue,
            },
            Classes = comparison?.Classes.Select(item => new { item.Name, Baseline = item.Before, Tuned = item.After, item.Gain, item.Support }),
        };
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
