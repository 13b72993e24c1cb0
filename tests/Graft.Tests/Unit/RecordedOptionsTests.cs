using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class RecordedOptionsTests
{
    public static TheoryData<ClassifierOptions> All { get; } = new(
        from scaling in Enum.GetValues<FeatureScaling>()
        from options in Settings
        select options with { Scaling = scaling });

    private static IEnumerable<ClassifierOptions> Settings =>
    [
        new LogisticRegressionOptions(), new LogisticRegressionOptions { C = 0.0001 }, new LogisticRegressionOptions { C = 1e20, ClassWeight = ClassWeight.Balanced },
        new LinearSvmOptions(), new LinearSvmOptions { C = 1 / 3.0, Loss = SvmLoss.Hinge }, new LinearSvmOptions { Loss = SvmLoss.Hinge, ClassWeight = ClassWeight.Balanced },
        new RandomForestOptions { Seed = 7 }, new RandomForestOptions { Seed = 7, NEstimators = 1234, ClassWeight = ClassWeight.Balanced },
        .. from metric in Enum.GetValues<NeighborMetric>()
           from weights in Enum.GetValues<NeighborWeights>()
           select new NearestNeighborsOptions { NNeighbors = 1, Metric = metric, Weights = weights },
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_setting_that_is_recorded_comes_back(ClassifierOptions options) =>
        Assert.Equal(options, RecordedOptions.Of(Record(options.Name, OptionTexts.Scaling(options.Scaling), OptionTexts.Settings(options))));

    [Theory]
    [InlineData("logistic", "none", "c=0")]
    [InlineData("logistic", "none", "c=-1")]
    [InlineData("logistic", "none", "c=NaN")]
    [InlineData("logistic", "none", "c=1e999")]
    [InlineData("logistic", "none", "c=1, c=2")]
    [InlineData("logistic", "none", "c= 1")]
    [InlineData("logistic", "none", "c")]
    [InlineData("logistic", "none", "c=1=2")]
    [InlineData("logistic", "none", "trees=100")]
    [InlineData("logistic", "2", "c=1")]
    [InlineData("logistic", "none, l2", "c=1")]
    [InlineData("logistic", "", "c=1")]
    [InlineData("logistic", "none", "c=1, class-weight=heavy")]
    [InlineData("svm", "none", "c=1, loss=log")]
    [InlineData("forest", "none", "trees=0")]
    [InlineData("forest", "none", "trees=99999999999")]
    [InlineData("knn", "none", "neighbors=5, metric=1")]
    [InlineData("knn", "none", "neighbors=5, metric=7")]
    [InlineData("knn", "none", "neighbors=5, metric=euclidean, class-weight=balanced")]
    [InlineData("boosting", "none", "")]
    [InlineData("", "", "")]
    public void What_is_not_known_has_no_options(string classifier, string scaling, string settings) =>
        Assert.Null(RecordedOptions.Of(Record(classifier, scaling, settings)));

    [Fact]
    public void A_trained_classifier_says_how_it_was_fitted()
    {
        var options = new LinearSvmOptions { C = 0.03, Scaling = FeatureScaling.SqrtL2 };
        var result = ClassifierTraining.Run(TestFeatures.Set(20, 6, ["a", "b"]), new TrainingOptions { Candidates = [options] }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(options, RecordedOptions.Of(result.Record));
    }

    private static TrainingRecord Record(string classifier, string scaling, string settings) => new()
    {
        TestFraction = 0.25,
        Seed = 7,
        TrainCount = 10,
        TestCount = 3,
        Classifier = classifier,
        Scaling = scaling,
        Settings = settings,
        Converged = true,
        Iterations = 3,
        ToolVersion = "",
        Created = "",
    };
}
