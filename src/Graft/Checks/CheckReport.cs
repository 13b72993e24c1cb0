using System.Collections.Immutable;

namespace Graft;

/// <summary>What <see cref="DataCheck"/> found. Lists are ranked, the most remarkable first; none is cut short.</summary>
public sealed record CheckReport
{
    /// <summary>Number of rows, N.</summary>
    public required int RowCount { get; init; }

    /// <summary>Values per row.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>Class names in label order.</summary>
    public required ImmutableArray<string> LabelNames { get; init; }

    /// <summary>Training rows; those of the classifier, or of the split that would be made.</summary>
    public required int TrainCount { get; init; }

    /// <summary>Test rows; 0 when there is no split.</summary>
    public required int TestCount { get; init; }

    /// <summary>Features that are the same in every row, and tell nothing.</summary>
    public required int ConstantFeatureCount { get; init; }

    /// <summary>Pairs of rows that are probably the same photo.</summary>
    public required ImmutableArray<NearDuplicate> NearDuplicates { get; init; }

    /// <summary>Group of each row: rows that <see cref="NearDuplicates"/> connect have the same number. Numbers go from 0, in the order of the first rows.</summary>
    public required ImmutableArray<int> Groups { get; init; }

    /// <summary>Pairs of classes that seem to be made from the same photos.</summary>
    public required ImmutableArray<SharedClasses> SharedClasses { get; init; }

    /// <summary>Rows whose label is probably wrong.</summary>
    public required ImmutableArray<DoubtfulLabel> DoubtfulLabels { get; init; }

    /// <summary>Why labels were not doubted, or classes left out of that; null when all were.</summary>
    public required string? DoubtNote { get; init; }

    /// <summary>Rows that lie far from all others.</summary>
    public required ImmutableArray<OutlyingRow> Outliers { get; init; }

    /// <summary>Classes with fewer rows than training, folds or the other classes ask for.</summary>
    public required ImmutableArray<SmallClass> SmallClasses { get; init; }

    /// <summary>What the files of the photos give away of the classes; null when they were not looked at.</summary>
    public required FileTraits? FileTraits { get; init; }

    /// <summary>Why the files of the photos were not looked at, or not all; null when all were.</summary>
    public required string? FileNote { get; init; }
}

/// <summary>Two rows that are probably the same photo.</summary>
/// <param name="Path">Path of one.</param>
/// <param name="OtherPath">Path of the other, which comes later.</param>
/// <param name="Class">Class of the first.</param>
/// <param name="OtherClass">Class of the other.</param>
/// <param name="Distance">Euclidean distance of their features.</param>
/// <param name="Share">The same, as a share of the usual distance among their neighbours: 0 for equal features.</param>
/// <param name="IsAcrossSplit">Whether one is trained on and the other tested on.</param>
public sealed record NearDuplicate(string Path, string OtherPath, string Class, string OtherClass, double Distance, double Share, bool IsAcrossSplit)
{
    /// <summary>Whether the two have different labels, of which one must be wrong.</summary>
    public bool HasDifferentLabels => Class != OtherClass;
}

/// <summary>Two classes that seem to be made from the same photos, such as one whole and one cropped.</summary>
/// <param name="Class">One.</param>
/// <param name="OtherClass">The other.</param>
/// <param name="PairCount">Pairs of their rows that are each other's nearest outside of their class, and nearer than those within it.</param>
/// <param name="Share"><paramref name="PairCount"/> as a share of the rows of the smaller class.</param>
public sealed record SharedClasses(string Class, string OtherClass, int PairCount, double Share);

/// <summary>A row whose label is probably wrong.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Class">The class that it has.</param>
/// <param name="LikelyClass">The class that classifiers see in it that were trained without it.</param>
/// <param name="Margin">Probability of its class less that of the most probable other one, from -1 to 1; ranked by it, ascending.</param>
/// <param name="IsConfident">Whether the other class is as probable as it is for rows that have its label; these are ranked first.</param>
public sealed record DoubtfulLabel(string Path, string Class, string LikelyClass, double Margin, bool IsConfident);

/// <summary>A row that lies far from all others.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Class">Its class.</param>
/// <param name="Ratio">Distance to its 5th nearest row, as a multiple of the median of its class.</param>
public sealed record OutlyingRow(string Path, string Class, double Ratio);

/// <summary>A class with few rows.</summary>
/// <param name="Class">Its name.</param>
/// <param name="RowCount">Its rows.</param>
/// <param name="Reason">What they are too few for, as the end of a sentence.</param>
public sealed record SmallClass(string Class, int RowCount, string Reason);
