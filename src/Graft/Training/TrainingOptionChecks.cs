namespace Graft;

/// <summary>Whether training options make sense, and go with the rows.</summary>
internal static class TrainingOptionChecks
{
    /// <exception cref="ArgumentException">A value is out of range, or does not go with the number of rows.</exception>
    public static void Require(TrainingOptions options, int rowCount)
    {
        if (options.Candidates.IsDefaultOrEmpty || options.Candidates.Contains(null!))
            throw new ArgumentException("At least one candidate is needed.", nameof(options));
        if (options.Folds is < 0 or 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.Folds, "Folds are at least 2, or 0.");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Repeats, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MemoryLimit, nameof(options));
        if (!options.Groups.IsDefault && options.Groups.Length != rowCount)
            throw new ArgumentException($"{options.Groups.Length} groups for {rowCount} rows.", nameof(options));
        if (!options.SampleWeights.IsDefault && options.SampleWeights.Length != rowCount)
            throw new ArgumentException($"{options.SampleWeights.Length} weights for {rowCount} rows.", nameof(options));
        if (options.Calibrate && options.Candidates.FirstOrDefault(candidate => candidate is not (LogisticRegressionOptions or LinearSvmOptions)) is { } other)
            throw new ArgumentException($"Only linear classifiers are calibrated; '{other.Name}' is none.", nameof(options));
    }
}
