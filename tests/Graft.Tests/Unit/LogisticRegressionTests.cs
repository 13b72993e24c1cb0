using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Without_information_the_classes_are_as_frequent_as_in_training()
    {
        var classifier = Fit(TestFeatures.Of(new float[4], [0, 0, 0, 1], 2));
        var probabilities = new float[2];
        classifier.Probabilities([0f], probabilities);
        Assert.Equal(0.75, probabilities[0], 4);
    }

    [Fact]
    public void Two_points_give_the_weight_that_solves_the_equation_by_hand()
    {
        // x = -1 and 1 with C = 1: w minimises 2 log(1 + exp(-w)) + w^2 / 2, so w (1 + exp(w)) = 2, w = 0.6748315.
        var classifier = Fit(TestFeatures.Of([-1, 1], [0, 1], 2), new() { Tolerance = 1e-10 });
        var w = classifier.Weights.Span[1] - classifier.Weights.Span[0];
        Assert.Equal(2, w * (1 + Math.Exp(w)), 4);
    }

    [Fact]
    public void A_fit_that_runs_out_of_iterations_says_so()
    {
        var set = TestFeatures.Make(60, 20, 3, seed: 1);
        var summary = Fit(set, new() { MaxIterations = 2 }).FitSummary!;
        Assert.False(summary.Converged);
        Assert.Equal(2, summary.Iterations);
        Assert.True(Fit(set).FitSummary!.Converged);
    }

    [Fact]
    public void A_constant_feature_does_not_break_standardisation()
    {
        var set = TestFeatures.Of([0.1f, 1, 0.1f, 2, 0.1f, 3, 0.1f, 4], [0, 0, 1, 1], 2);
        var classifier = Fit(set, new() { Scaling = FeatureScaling.Standardize });
        Assert.Equal(0, classifier.Weights.Span[0]);
    }

    [Fact]
    public void Cancellation_stops_the_fit()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            LogisticRegression.Fit(TestFeatures.Make(60, 20, 3, seed: 1), cancellationToken: source.Token));
    }

    [Fact]
    public void No_samples_is_refused() => Refused(
        TestFeatures.Of([], [], ["rose", "tulip"]), "There are no samples to train on. Add photos.");

    [Fact]
    public void A_single_class_is_refused_by_name() => Refused(
        TestFeatures.Of(new float[40], [.. new int[40]], ["rose", "tulip"]),
        "All 40 samples are of class 'rose'; at least 2 classes are needed. Add photos of another class.");

    [Fact]
    public void A_class_without_samples_is_refused_by_name() => Refused(
        TestFeatures.Of([1, 2], [0, 2], ["rose", "tulip", "daisy"]),
        "Class 'tulip' has no training samples. Add photos, or remove the class.");

    [Fact]
    public void Two_classes_of_one_name_are_refused() => Refused(
        TestFeatures.Of([1, 2], [0, 1], ["rose", "rose"]),
        "Two classes are named 'rose'. Rename one, or make them one class.");

    [Theory]
    [InlineData(float.NaN, "not a number")]
    [InlineData(float.PositiveInfinity, "infinite")]
    public void A_feature_that_is_not_finite_is_refused_with_its_place(float value, string name) => Refused(
        TestFeatures.Of([1, 2, 3, 4, value, 6], [0, 1], 2),
        $"Feature 1 of row 1, '1.jpg', is {name}; every feature must be finite. Extract the image again, or remove it.");

    [Fact]
    public void Options_out_of_range_are_misuse()
    {
        var set = TestFeatures.Make(6, 2, 2, seed: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { C = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { C = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { Tolerance = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { MaxIterations = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, new() { Threads = -1 }));
    }

    private static LinearClassifier Fit(FeatureSet set, LogisticRegressionOptions? options = null) =>
        LogisticRegression.Fit(set, options, cancellationToken: TestContext.Current.CancellationToken);

    private static void Refused(FeatureSet set, string message) =>
        Assert.Equal(message, Assert.Throws<TrainingDataException>(() => Fit(set)).Message);
}
