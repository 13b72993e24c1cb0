namespace Graft;

/// <summary>What <see cref="DataCheck"/> looks at, and how hard.</summary>
public sealed record CheckOptions
{
    /// <summary>A classifier whose training rows are the training side of the split; null for the split that <see cref="ClassifierTraining"/> would make.</summary>
    public ClassifierFile? Classifier { get; init; }

    /// <summary>Share of each class that is kept for the test, at least 0 and less than 1; 0 for no split.</summary>
    public double TestFraction { get; init; } = new TrainingOptions().TestFraction;

    /// <summary>Decides the split, the folds and the permutations.</summary>
    public int Seed { get; init; } = new TrainingOptions().Seed;

    /// <summary>
    /// Two rows are near-duplicates when their distance is at most this share of the usual distance among their neighbours;
    /// at least 0 and less than 1.
    /// </summary>
    public double DuplicateShare { get; init; } = 0.4;

    /// <summary>Folds in which labels are doubted, at least 2. Classes with fewer rows are left out of that.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Folder, CSV file or pack of the photos; null for where the feature files say they were.</summary>
    public string? Images { get; init; }

    /// <summary>Threads to use; 0 for one a core. Their number changes no bit of the result.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes that the process may take; 0 for half of the machine's memory.</summary>
    public long MemoryLimit { get; init; }

    internal ParallelOptions Parallel(CancellationToken cancellationToken) => ThreadOptions.Parallel(Threads, cancellationToken);

    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal void Require()
    {
        if (!(TestFraction is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(TestFraction), TestFraction, "A test fraction is at least 0 and less than 1.");
        if (!(DuplicateShare is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(DuplicateShare), DuplicateShare, "The share is at least 0 and less than 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(Folds, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(Threads);
        ArgumentOutOfRangeException.ThrowIfNegative(MemoryLimit);
    }
}
