using Graft.Cli.Commands;

namespace Graft.Tests.Unit;

public sealed class ClassifierGridTests
{
    private static readonly ClassifierGrid Grid = new()
    {
        Classifiers = ["svm", "forest", "knn", "logistic"],
        Scalings = [FeatureScaling.None, FeatureScaling.Standardize],
        C = [0.1, 1],
        Neighbors = [1, 5],
        Loss = SvmLoss.Hinge,
        Trees = 20,
        Metric = NeighborMetric.Cosine,
        ClassWeight = ClassWeight.Balanced,
        Seed = 9,
    };

    [Fact]
    public void Every_combination_comes_once_but_forests_of_standardised_features() => Assert.Equal(
        [
            "None svm c=0.1, loss=hinge, class-weight=balanced",
            "None svm c=1, loss=hinge, class-weight=balanced",
            "Standardize svm c=0.1, loss=hinge, class-weight=balanced",
            "Standardize svm c=1, loss=hinge, class-weight=balanced",
            "None forest trees=20, class-weight=balanced",
            "None knn neighbors=1, metric=cosine, class-weight=balanced",
            "None knn neighbors=5, metric=cosine, class-weight=balanced",
            "Standardize knn neighbors=1, metric=cosine, class-weight=balanced",
            "Standardize knn neighbors=5, metric=cosine, class-weight=balanced",
            "None logistic c=0.1, class-weight=balanced",
            "None logistic c=1, class-weight=balanced",
            "Standardize logistic c=0.1, class-weight=balanced",
            "Standardize logistic c=1, class-weight=balanced",
        ],
        Grid.Candidates().Select(candidate => $"{candidate.Scaling} {candidate}"));

    [Fact]
    public void The_seed_is_the_forests_too() =>
        Assert.Equal(9, Grid.Candidates().OfType<RandomForestOptions>().Single().Seed);
}
