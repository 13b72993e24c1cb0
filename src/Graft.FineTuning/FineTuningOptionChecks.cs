namespace Graft;

/// <summary>Ranges of <see cref="FineTuningOptions"/>.</summary>
internal static class FineTuningOptionChecks
{
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static void Require(FineTuningOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.HeadWidth, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.HeadEpochs, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Patience, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        Require(options.Dropout is >= 0 and < 1, nameof(options.Dropout), "at least 0 and less than 1");
        Require(options.Momentum is >= 0 and < 1, nameof(options.Momentum), "at least 0 and less than 1");
        Require(options.LabelSmoothing is >= 0 and < 1, nameof(options.LabelSmoothing), "at least 0 and less than 1");
        Require(options.TestFraction is >= 0 and < 1, nameof(options.TestFraction), "at least 0 and less than 1");
        Require(options.ValidationFraction is >= 0 and < 1, nameof(options.ValidationFraction), "at least 0 and less than 1");
        Require(options.WarmupEpochs is >= 0 and < double.PositiveInfinity, nameof(options.WarmupEpochs), "at least 0");
        Require(options.Rates is { Network: > 0 and < double.PositiveInfinity, Head: > 0 and < double.PositiveInfinity }, nameof(options.LearningRate), "more than 0");
        Require(options.Rates.Decay is >= 0 and < double.PositiveInfinity, nameof(options.WeightDecay), "at least 0");
        if (options.Augmentation.FindProblem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
    }

    private static void Require(bool isAllowed, string name, string rule)
    {
        if (!isAllowed)
            throw new ArgumentOutOfRangeException(name, $"{name} must be {rule}.");
    }
}
