using System.Collections.Immutable;

namespace Graft;

/// <summary>How <see cref="RandomForest"/> fits; names and defaults are those of scikit-learn's <c>RandomForestClassifier</c>.</summary>
public sealed record RandomForestOptions : ClassifierOptions
{
    /// <summary>Number of trees, at least 1.</summary>
    public int NEstimators { get; init; } = 100;

    /// <summary>Longest way from the root to a leaf, at least 1; 0 for as long as it takes.</summary>
    public int MaxDepth { get; init; }

    /// <summary>Rows that a node needs to be split, at least 2.</summary>
    public int MinSamplesSplit { get; init; } = 2;

    /// <summary>Rows that every leaf has, at least 1.</summary>
    public int MinSamplesLeaf { get; init; } = 1;

    /// <summary>Features looked at for each split, from 1 to D; 0 for the square root of D.</summary>
    public int MaxFeatures { get; init; }

    /// <summary>Whether each tree sees as many rows as there are, drawn with replacement, instead of all.</summary>
    public bool Bootstrap { get; init; } = true;

    /// <summary>Decides every random choice. The same seed gives the same forest, whatever the number of threads.</summary>
    public int Seed { get; init; } = 42;

    /// <inheritdoc/>
    public override string Name => "forest";

    /// <inheritdoc/>
    public override ImmutableArray<KeyValuePair<string, string>> Settings => OptionTexts.Of(this, ("trees", $"{NEstimators}"));

    /// <inheritdoc/>
    public override Classifier Fit(
        IFeatureRows train, ImmutableArray<double> sampleWeights = default, CancellationToken cancellationToken = default) =>
        RandomForest.Fit(train, this, sampleWeights, cancellationToken);

    /// <inheritdoc/>
    internal override void Require(IFeatureRows train, ImmutableArray<double> sampleWeights) => RandomForest.Require(train, this);
}
