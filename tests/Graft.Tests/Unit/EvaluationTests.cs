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
        Assert.Equal(1.3 / 3, Small.MacroAverage.F1, 12);
        Assert.Equal(5, Small.SampleCount);
    }

    [Fact]
    public void Averages_leave_out_classes_that_neither_occur_nor_are_predicted()
    {
        Assert.Equal(new ClassMetrics("macro average", Math.Round((0.5 + (2.0 / 3)) / 3, 12), 0.5, Math.Round(1.3 / 3, 12), 5), Rounded(Small.MacroAverage, 12));
        Assert.Equal(new ClassMetrics("weighted average", Math.Round(((2 * 0.5) + (2 * 2.0 / 3)) / 5, 12), 0.6, 0.52, 5), Rounded(Small.WeightedAverage, 12));
    }

    [Fact]
    public void Confused_pairs_come_by_their_number_then_in_label_order()
    {
        Assert.Equal([new ConfusedPair(0, 1, 1), new ConfusedPair(2, 0, 1)], Small.ConfusedPairs);
        var more = Evaluation.Of([0, 1, 0, 1, 1, 0, 0, 1], [0, 0, 1, 1], ["a", "b"]);
        Assert.Equal([new ConfusedPair(0, 1, 2), new ConfusedPair(1, 0, 1)], more.ConfusedPairs);
        Assert.Empty(Evaluation.Of([1, 0, 0, 1], [0, 1], ["a", "b"]).ConfusedPairs);
    }

    [Fact]
    public void Mistakes_are_listed_the_surest_first() =>
        Assert.Equal([new Mistake(1, 0, 1, 0.6f, 0.2f), new Mistake(4, 2, 0, 0.4f, 0.2f)], Small.Mistakes);

    [Fact]
    public void Reliability_is_that_of_the_predicted_classes()
    {
        Assert.Equal(15, Small.ReliabilityBins.Length);
        Assert.Equal(5, Small.ReliabilityBins.Sum(bin => bin.Count));
        // 0.8 right and 0.7 right in one bin each, 0.6 wrong, 0.5 right, 0.4 wrong.
        Assert.Equal((0.2 + 0.3 + 0.6 + 0.5 + 0.4) / 5, Small.CalibrationError, 6);
    }

    [Fact]
    public void The_interval_holds_for_none_and_for_all_too()
    {
        Assert.Equal(0.6, Small.Accuracy, 12);
        Assert.Equal((0.2307, 0.8824), (Math.Round(Small.Interval.Low, 4), Math.Round(Small.Interval.High, 4)));
        Assert.Equal(0, AccuracyInterval.Of(0, 10).Low);
        Assert.Equal(1, AccuracyInterval.Of(10, 10).High);
        Assert.InRange(AccuracyInterval.Of(0, 10).High, 0.25, 0.35);
        Assert.Throws<ArgumentOutOfRangeException>(() => AccuracyInterval.Of(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => AccuracyInterval.Of(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => AccuracyInterval.Of(6, 5));
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

    private static ClassMetrics Rounded(ClassMetrics metrics, int digits) => metrics with
    {
        Precision = Math.Round(metrics.Precision, digits),
        Recall = Math.Round(metrics.Recall, digits),
        F1 = Math.Round(metrics.F1, digits),
    };
}
