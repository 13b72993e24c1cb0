namespace Graft;

/// <summary>How a classifier came about: enough to make it again.</summary>
public sealed record TrainingRecord
{
    /// <summary>Share of each class that was kept for the test.</summary>
    public required double TestFraction { get; init; }

    /// <summary>Decided every random choice.</summary>
    public required int Seed { get; init; }

    /// <summary>Rows that the classifier was fitted on.</summary>
    public required int TrainCount { get; init; }

    /// <summary>Rows that were kept for the test.</summary>
    public required int TestCount { get; init; }

    /// <summary>Name of the kind of classifier, such as <c>logistic</c>.</summary>
    public required string Classifier { get; init; }

    /// <summary>What it does with rows first, such as <c>standardize</c> or <c>sqrt-l2</c>.</summary>
    public required string Scaling { get; init; }

    /// <summary>Its options by their names on the command line, such as <c>c=1</c>.</summary>
    public required string Settings { get; init; }

    /// <summary>Whether the optimiser reached its tolerance.</summary>
    public required bool Converged { get; init; }

    /// <summary>Iterations of the optimiser; 0 where there is none.</summary>
    public required int Iterations { get; init; }

    /// <summary>Share of the test rows that were recognised; null without a test.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Folds of the cross-validation; 0 without one.</summary>
    public int Folds { get; init; }

    /// <summary>How often the rows were cut into folds; 0 without cross-validation.</summary>
    public int Repeats { get; init; }

    /// <summary>Mean accuracy of these options over all folds; null without cross-validation.</summary>
    public double? CrossValidatedMean { get; init; }

    /// <summary>Population standard deviation of that accuracy over all folds; null without cross-validation.</summary>
    public double? CrossValidatedDeviation { get; init; }

    /// <summary>How probabilities were calibrated, such as <c>temperature</c>; null when they were not.</summary>
    public string? CalibrationMethod { get; init; }

    /// <summary>
    /// Expected calibration error without the calibration, on the test rows, or without these on scores of the training rows
    /// by fits that did not see them; null when nothing was calibrated.
    /// </summary>
    public double? CalibrationErrorBefore { get; init; }

    /// <summary>The same with the calibration.</summary>
    public double? CalibrationErrorAfter { get; init; }

    /// <summary>Whether rows counted by weights of their own, which are not stored.</summary>
    public bool HasSampleWeights { get; init; }

    /// <summary>The command line that made it; null when it was made by a program.</summary>
    public string? Command { get; init; }

    /// <summary>Version of Graft.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>When, ISO 8601 in UTC.</summary>
    public required string Created { get; init; }
}
