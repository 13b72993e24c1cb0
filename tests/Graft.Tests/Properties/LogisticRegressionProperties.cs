using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class LogisticRegressionProperties
{
    // Two fits that stop within 1e-10 of the same minimum differ by the root of that, times the float32 rest.
    private const double WeightTolerance = 2e-4;

    /// <summary>More samples than features, which is solved directly, and fewer, which goes by the Gram matrix.</summary>
    public static TheoryData<int, int, int> Shapes => new() { { 300, 40, 5 }, { 90, 700, 5 }, { 300, 40, 2 }, { 60, 900, 2 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_number_of_threads_changes_no_bit(int samples, int features, int classes)
    {
        var set = TestFeatures.Make(samples, features, classes, seed: 1);
        var one = Fit(set, new LogisticRegressionOptions { Threads = 1 });
        foreach (var threads in new[] { 2, 3, 8, 0 })
        {
            var many = Fit(set, new LogisticRegressionOptions { Threads = threads });
            Assert.Equal(one.Weights.ToArray(), many.Weights.ToArray());
            Assert.Equal(one.Intercepts.ToArray(), many.Intercepts.ToArray());
            Assert.Equal(one.FitSummary, many.FitSummary);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Permuting_samples_changes_nothing_else(int samples, int features, int classes)
    {
        var set = TestFeatures.Make(samples, features, classes, seed: 2);
        var order = Enumerable.Range(0, samples).ToArray();
        new Random(1).Shuffle(order);
        AssertClose(Fit(set, 1), Fit(set.Select(order), 1));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Duplicating_every_sample_equals_doubling_C(int samples, int features, int classes)
    {
        var set = TestFeatures.Make(samples, features, classes, seed: 3);
        var twice = set.Select([.. Enumerable.Range(0, samples), .. Enumerable.Range(0, samples)]);
        AssertClose(Fit(set, 0.2), Fit(twice, 0.1));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Loss_is_what_the_stored_weights_have(int samples, int features, int classes)
    {
        var set = TestFeatures.Make(samples, features, classes, seed: 4);
        var classifier = Fit(set, 0.5);
        Assert.True(classifier.FitSummary!.Converged);
        Assert.Equal(1, classifier.FitSummary.Loss / ReferenceObjective.Of(set, classifier, 0.5), 1e-5);
    }

    private static LinearClassifier Fit(FeatureSet set, double c) =>
        Fit(set, new LogisticRegressionOptions { C = c, Tolerance = 1e-8 });

    private static LinearClassifier Fit(FeatureSet set, LogisticRegressionOptions options) =>
        LogisticRegression.Fit(set, options, cancellationToken: TestContext.Current.CancellationToken);

    private static void AssertClose(LinearClassifier expected, LinearClassifier actual)
    {
        Assert.All(
            expected.Weights.ToArray().Zip(actual.Weights.ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, WeightTolerance));
    }
}
