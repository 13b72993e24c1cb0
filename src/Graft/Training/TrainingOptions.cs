using System.Collections.Immutable;

namespace Graft;

/// <summary>How <see cref="ClassifierTraining"/> splits, searches and fits.</summary>
public sealed record TrainingOptions
{
    /// <summary>Folds of a search for which no number was given.</summary>
    private const int UsualFolds = 5;

    /// <summary>Share of each class that is kept for the test, at least 0 and less than 1; 0 trains on everything.</summary>
    public double TestFraction { get; init; } = 0.25;

    /// <summary>Decides which rows are kept for the test, and which go into which fold.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>
    /// Which classifiers, at least one. Of several the one with the highest accuracy in the cross-validation is taken, the
    /// first of equals.
    /// </summary>
    public ImmutableArray<ClassifierOptions> Candidates { get; init; } = [new LogisticRegressionOptions()];

    /// <summary>Folds of the cross-validation, at least 2; 0 for 5 with several candidates, and for none with one.</summary>
    public int Folds { get; init; }

    /// <summary>How often the rows are cut into folds, at least 1; the seed is one more each time.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Group of each row: rows of one group are never on both sides of a split. Default when there are none.</summary>
    public ImmutableArray<string> Groups { get; init; }

    /// <summary>How much each row counts in a fit, at least 0 and finite; default when all count 1. Accuracies count rows.</summary>
    public ImmutableArray<double> SampleWeights { get; init; }

    /// <summary>Whether probabilities are calibrated on rows that were held out; only for linear classifiers.</summary>
    public bool Calibrate { get; init; }

    /// <summary>Threads to use, of every candidate; 0 for what the candidates say.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes that the process may take, of every candidate; 0 for what the candidates say.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Folds of the cross-validation that will be made; 0 for none.</summary>
    public int SearchFolds => Folds > 0 || Candidates.Length < 2 ? Folds : UsualFolds;

    /// <summary>Folds that calibration takes its scores from.</summary>
    internal int CalibrationFolds => SearchFolds > 0 ? SearchFolds : UsualFolds;

    /// <summary>The candidates, with threads and memory.</summary>
    internal ImmutableArray<ClassifierOptions> ReadyCandidates =>
    [
        .. Candidates.Select(candidate => candidate with
        {
            Threads = Threads > 0 ? Threads : candidate.Threads,
            MemoryLimit = MemoryLimit > 0 ? MemoryLimit : candidate.MemoryLimit,
        }),
    ];
}
