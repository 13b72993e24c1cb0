using System.Collections.Immutable;

namespace Graft;

/// <summary>How <see cref="NearestNeighbors"/> votes; names and defaults are those of scikit-learn's <c>KNeighborsClassifier</c>. Rows have no weights here.</summary>
public sealed record NearestNeighborsOptions : ClassifierOptions
{
    /// <summary>Neighbours that vote, from 1 to the number of training rows.</summary>
    public int NNeighbors { get; init; } = 5;

    /// <summary>How near is measured.</summary>
    public NeighborMetric Metric { get; init; }

    /// <summary>How much a neighbour's vote counts.</summary>
    public NeighborWeights Weights { get; init; }

    /// <inheritdoc/>
    public override string Name => "knn";

    /// <inheritdoc/>
    public override ImmutableArray<KeyValuePair<string, string>> Settings => OptionTexts.Of(
        this,
        Weights == NeighborWeights.Distance
            ? [("neighbors", $"{NNeighbors}"), ("metric", Metric.ToString().ToLowerInvariant()), ("weights", "distance")]
            : [("neighbors", $"{NNeighbors}"), ("metric", Metric.ToString().ToLowerInvariant())]);

    /// <inheritdoc/>
    public override Classifier Fit(
        IFeatureRows train, ImmutableArray<double> sampleWeights = default, CancellationToken cancellationToken = default) =>
        NearestNeighbors.Fit(train, this, sampleWeights, cancellationToken);

    /// <inheritdoc/>
    internal override void Require(IFeatureRows train, ImmutableArray<double> sampleWeights) => NearestNeighbors.Require(train, this, sampleWeights);
}
