using System.Globalization;

namespace Graft;

/// <summary>Options as words of the command line, for records and checkpoints.</summary>
internal static class FineTuningSettings
{
    /// <summary>All options that the result depends on.</summary>
    public static string Of(FineTuningOptions options, string unfreezeFrom)
    {
        var rates = options.Rates;
        List<string> words =
        [
            $"unfreeze-from={unfreezeFrom}",
            options.HeadWidth > 0 ? Invariant($"head={options.HeadWidth}, dropout={options.Dropout}") : "head=linear",
            Invariant($"head-epochs={options.HeadEpochs}, epochs={options.Epochs}, batch-size={options.BatchSize}"),
            $"optimizer={options.Optimizer.ToString().ToLowerInvariant()}",
            Invariant($"lr={rates.Network}, head-lr={rates.Head}, weight-decay={rates.Decay}"),
        ];
        if (options.Optimizer == FineTuningOptimizer.Sgd)
            words.Add(Invariant($"momentum={options.Momentum}"));
        words.Add(Invariant($"schedule={options.Schedule.ToString().ToLowerInvariant()}, warmup={options.WarmupEpochs}, label-smoothing={options.LabelSmoothing}"));
        if (options.ClassWeight == ClassWeight.Balanced)
            words.Add("class-weight=balanced");
        if (options.UpdatesStatistics)
            words.Add("batch-norm=update");
        words.Add(Invariant($"patience={options.Patience}, validation={options.ValidationFraction}"));
        if (!options.Augmentation.IsNone)
            words.Add($"augment: {options.Augmentation}");
        return string.Join(", ", words);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
