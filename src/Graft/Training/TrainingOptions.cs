namespace Graft;

/// <summary>How <see cref="ClassifierTraining"/> splits and fits.</summary>
public sealed record TrainingOptions
{
    /// <summary>Share of each class that is kept for the test, at least 0 and less than 1; 0 trains on everything.</summary>
    public double TestFraction { get; init; } = 0.25;

    /// <summary>Decides which rows are kept for the test.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Options of the classifier.</summary>
    public LogisticRegressionOptions Classifier { get; init; } = new();
}
