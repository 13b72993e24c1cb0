using System.Collections.Immutable;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class EvaluationTests
{
    // True labels 0 0 1 1 2; predicted 0 1 1 1 0; class 3 neither occurs nor is predicted.
    private static readonly float[] Scores =
    [
        0.7f, 0.1f, 0.1f, 0.1f,
        0.2f, 0.6f, 0.1f, 0.1f,
        0.1f, 0.8f, 0.1f, 0.0f,
        0.2f, 0.5f, 0.2f, 0.1f,
        0.4f, 0.3f, 0.2f, 0.1f,
    ];

    private static readonly Evaluation Small = Evaluation.Of(Scores, [0, 0, 1, 1, 2], ["a", "b", "c", "d"]);

    [Fact]
    public void Confusion_matrix_has_true_classes_in_rows()
    {
        Assert.Equal(1, Small.ConfusionMatrix[0, 0]);
        Assert.Equal(1, Small.ConfusionMatrix[0, 1]);
        Assert.Equal(2, Small.ConfusionMatrix[1, 1]);
        Assert.Equal(1, Small.ConfusionMatrix[2, 0]);
        Assert.Equal(0, Small.ConfusionMatrix[0, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Small.ConfusionMatrix[0, 4]);
    }

    [Fact]
    public void Class_metrics_equal_those_counted_by_hand()
    {
        Assert.Equal(new ClassMetrics("a", 0.5, 0.5, 0.5, 2), Small.Classes[0]);
        Assert.Equal(new ClassMetrics("b", 2.0 / 3, 1, 0.8, 2), Small.Classes[1]);
    }

    [Fact]
    public void Division_by_zero_counts_as_0()
    {
        Assert.Equal(new ClassMetrics("c", 0, 0, 0, 1), Small.Classes[2]);
        Assert.Equal(new ClassMetrics("d", 0, 0, 0, 0), Small.Classes[3]);
    }

    [Fact]
    public void Averages_equal_those_counted_by_hand()
    {
        Assert.Equal(0.6, Small.Accuracy, 12);
        Assert.Equal(1.5 / 3, Small.MeanPerClassAccuracy, 12);
        Assert.Equal(1.3 / 3, Small.MacroF1, 12);
        Assert.Equal(5, Small.SampleCount);
    }

    [Fact]
    public void Rank_5_accuracy_is_1_with_fewer_than_5_classes() => Assert.Equal(1, Small.Rank5Accuracy);

    [Fact]
    public void Of_equal_scores_the_lower_label_goes_first()
    {
        ImmutableArray<string> names = ["a", "b", "c", "d", "e", "f"];
        var equal = new float[12];
        var evaluation = Evaluation.Of(equal, [4, 5], names);
        Assert.Equal(0.5, evaluation.Rank5Accuracy);
        Assert.Equal(2, evaluation.ConfusionMatrix.PredictedCount(0));
    }

    [Fact]
    public void It_reads_as_one_line() => Assert.Equal(
        "accuracy 0.600, rank-5 1.000, mean per class 0.500, macro F1 0.433 (5 samples)", Small.ToString());

    [Fact]
    public void Classes_are_matched_by_name_not_by_index()
    {
        var classifier = new LinearClassifier(LinearModel.LogisticRegression, [1f, -1f], [0f, 0f], ["rose", "tulip"], TestFeatures.Recipe);
        var test = TestFeatures.Of([5, -5, -4], [1, 0, 0], ["tulip", "rose"]);
        var evaluation = Evaluation.Of(classifier, test, TestContext.Current.CancellationToken);
        Assert.Equal(1, evaluation.Accuracy);
        Assert.Equal(2, evaluation.ConfusionMatrix[1, 1]);
    }

    [Fact]
    public void A_class_the_classifier_does_not_know_is_refused_by_name()
    {
        var classifier = new LinearClassifier(LinearModel.LogisticRegression, [1f, -1f], [0f, 0f], ["rose", "tulip"], TestFeatures.Recipe);
        var error = Assert.Throws<GraftException>(() => Evaluation.Of(classifier, TestFeatures.Of([1], [0], ["daisy"]), TestContext.Current.CancellationToken));
        Assert.Equal(
            "The classifier does not know class 'daisy' of the test set. It knows 'rose', 'tulip'. Rename or remove the class, or train with it.",
            error.Message);
    }

    [Fact]
    public void Features_of_another_recipe_are_refused()
    {
        var recipe = TestFeatures.Recipe with { Backbone = TestFeatures.Recipe.Backbone with { Layer = "other" } };
        var classifier = new LinearClassifier(LinearModel.LogisticRegression, [1f, -1f], [0f, 0f], ["rose", "tulip"], recipe);
        var error = Assert.Throws<GraftException>(() => Evaluation.Of(classifier, TestFeatures.Of([1], [0], ["rose"]), TestContext.Current.CancellationToken));
        Assert.Equal("The features do not go with the classifier: layer 'pool' here, 'other' there. Extract them again.", error.Message);
    }

    [Fact]
    public void No_samples_is_an_error()
    {
        var classifier = new LinearClassifier(LinearModel.LogisticRegression, [1f, -1f], [0f, 0f], ["rose", "tulip"], TestFeatures.Recipe);
        Assert.Throws<GraftException>(() => Evaluation.Of(classifier, TestFeatures.Of([], [], ["rose"]), TestContext.Current.CancellationToken));
    }
}
