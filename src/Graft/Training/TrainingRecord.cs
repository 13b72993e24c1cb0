namespace Graft;

/// <summary>How a classifier came about: enough to make it again.</summary>
public sealed record TrainingRecord
{
    /// <summary>Share of each class that was kept for the test.</summary>
    public required double TestFraction { get; init; }

    /// <summary>Decided which rows were kept for the test.</summary>
    public required int Seed { get; init; }

    /// <summary>Rows that the classifier was fitted on.</summary>
    public required int TrainCount { get; init; }

    /// <summary>Rows that were kept for the test.</summary>
    public required int TestCount { get; init; }

    /// <summary>Inverse regularisation strength, as in scikit-learn.</summary>
    public required double C { get; init; }

    /// <summary>Whether features were standardised during the fit.</summary>
    public required bool Standardize { get; init; }

    /// <summary>Whether the optimiser reached its tolerance.</summary>
    public required bool Converged { get; init; }

    /// <summary>Iterations of the optimiser.</summary>
    public required int Iterations { get; init; }

    /// <summary>Share of the test rows that were recognised; null without a test.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Version of Graft.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>When, ISO 8601 in UTC.</summary>
    public required string Created { get; init; }
}
