using System.Collections.Immutable;

namespace Graft.Tests.Support;

/// <summary>A classifier that is fitted by saying which class each feature speaks for, and remembers what it was fitted on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ClassOfFeature">Class for which the feature of that number speaks; a feature for each class.</param>
internal sealed record FakeOptions(string Name, params ImmutableArray<int> ClassOfFeature) : ClassifierOptions
{
    public override string Name { get; } = Name;

    public override ImmutableArray<KeyValuePair<string, string>> Settings => [];

    public bool Converges { get; init; } = true;

    /// <summary>Paths of the rows of each fit, and their weights.</summary>
    public List<(ImmutableArray<string> Paths, ImmutableArray<double> Weights)> Fits { get; init; } = [];

    public override Classifier Fit(IFeatureRows train, ImmutableArray<double> sampleWeights = default, CancellationToken cancellationToken = default)
    {
        Fits.Add((train.Paths, sampleWeights));
        var classCount = train.LabelNames.Length;
        var weights = new float[classCount * classCount];
        for (var feature = 0; feature < classCount; feature++)
            weights[(ClassOfFeature[feature] * classCount) + feature] = 1;
        return new LinearClassifier(LinearModel.LogisticRegression, weights, new float[classCount], train.LabelNames, train.Recipe)
        {
            FitSummary = new FitSummary(Converges, "no work at all"),
        };
    }
}
