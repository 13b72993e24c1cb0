using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class RandomForestTests
{
    // One tree that sees everything.
    private static readonly RandomForestOptions OneTree = new() { NEstimators = 1, Bootstrap = false, MaxFeatures = 1 };

    [Fact]
    public void A_threshold_is_the_middle_of_the_two_values_that_it_parts()
    {
        var forest = Fit(TestFeatures.Of([1, 2, 4, 8], [0, 0, 1, 1], 2), OneTree);
        Assert.Equal([1f, 0f, 0f, 1f], Probabilities(forest, 3, MathF.BitIncrement(3)));
    }

    [Theory]
    [InlineData(0f, float.Epsilon)]
    [InlineData(-float.Epsilon, 0f)]
    [InlineData(1f, 1.0000001f)]
    [InlineData(-1.0000001f, -1f)]
    [InlineData(-3.4028235e38f, 3.4028235e38f)]
    [InlineData(3.4028233e38f, 3.4028235e38f)]
    public void Neighbouring_values_are_told_apart(float lower, float upper)
    {
        var forest = Fit(TestFeatures.Of([lower, upper], [0, 1], 2), OneTree);
        Assert.Equal([1f, 0f, 0f, 1f], Probabilities(forest, lower, upper));
    }

    [Fact]
    public void Minus_zero_is_zero()
    {
        var forest = Fit(TestFeatures.Of([-0f, 0f, 1f], [0, 0, 1], 2), OneTree);
        Assert.Equal([1f, 0f, 1f, 0f, 0f, 1f], Probabilities(forest, -0f, 0f, 1f));
    }

    [Fact]
    public void The_purest_split_is_taken_first()
    {
        // Sorted, the labels are 0 0 1 | 1 1 1: by hand, squared counts by side are 4/2 + 16/4 = 6 after two, 5/3 + 9/3 = 4.67 after three.
        var forest = Fit(TestFeatures.Of([1, 2, 3, 4, 5, 6], [0, 0, 1, 1, 1, 1], 2), OneTree with { MaxDepth = 1 });
        Assert.Equal([1f, 0f, 0f, 1f], Probabilities(forest, 2.5f, MathF.BitIncrement(2.5f)));
    }

    [Fact]
    public void Of_equally_good_thresholds_the_lowest_is_taken()
    {
        // 0 1 1 0: parting off either 0 leaves the same impurity.
        foreach (var values in new float[][] { [-2, -1, 1, 2], [-4, -3, -2, -1], [1, 2, 3, 4], [-1, 0, 1, 2], [0, 0.5f, 1, 2] })
        {
            var forest = Fit(TestFeatures.Of(values, [0, 1, 1, 0], 2), OneTree with { MaxDepth = 1 });
            var probabilities = Probabilities(forest, values);
            Assert.Equal(1f, probabilities[0]);
            Assert.Equal(1 / 3f, probabilities[2], 6);
            Assert.Equal(1 / 3f, probabilities[6], 6);
        }
    }

    [Fact]
    public void Rows_that_cannot_be_told_apart_share_a_leaf()
    {
        var forest = Fit(TestFeatures.Of([1, 1, 1, 2], [0, 1, 1, 2], 3), OneTree);
        var probabilities = Probabilities(forest, 1, 2);
        Assert.Equal(1 / 3f, probabilities[0], 6);
        Assert.Equal(2 / 3f, probabilities[1], 6);
        Assert.Equal([0f, 0f, 0f, 1f], probabilities[2..]);
    }

    [Fact]
    public void Constant_features_are_passed_over_until_one_is_not()
    {
        // 99 constant columns, and one feature for each split: the last column is found nevertheless.
        var values = Enumerable.Range(0, 400).Select(i => i % 100 == 99 ? i / 100 : 7f).ToArray();
        var forest = Fit(TestFeatures.Of(values, [0, 0, 1, 1], 2), OneTree);
        Assert.Equal(3, forest.NodeCount);
        Assert.Equal(1, forest.FeatureImportances[99]);
    }

    [Fact]
    public void Features_that_are_all_constant_give_the_shares_of_the_classes()
    {
        var forest = Fit(TestFeatures.Of([5, 0, 5, 0, 5, 0], [0, 1, 1], 2), OneTree with { NEstimators = 3 });
        Assert.Equal(3, forest.NodeCount);
        Assert.Equal([0.0, 0.0], forest.FeatureImportances);
        Assert.Equal(2 / 3f, Probabilities(forest, 9, 9)[1], 6);
    }

    [Fact]
    public void Depth_and_rows_of_a_leaf_are_limited()
    {
        var set = TestFeatures.Of([1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 0, 1, 0, 1, 0, 1], 2);
        Assert.Equal(15, Fit(set, OneTree).NodeCount);
        Assert.Equal(3, Fit(set, OneTree with { MaxDepth = 1 }).NodeCount);
        Assert.Equal(3, Fit(set, OneTree with { MinSamplesLeaf = 4 }).NodeCount);
        Assert.Equal(3, Fit(set, OneTree with { MinSamplesSplit = 8 }).NodeCount);
        Assert.Equal(1, Fit(set, OneTree with { MinSamplesLeaf = 5 }).NodeCount);
        Assert.Equal(1, Fit(set, OneTree with { MinSamplesSplit = 9 }).NodeCount);
    }

    [Fact]
    public void A_row_of_weight_0_is_as_good_as_absent()
    {
        var set = TestFeatures.Make(60, 8, 3, seed: 1);
        var kept = Enumerable.Range(0, 60).Where(row => row % 5 != 0).ToArray();
        var options = new RandomForestOptions { NEstimators = 5, Bootstrap = false };
        var weighted = RandomForest.Fit(set, options, [.. Enumerable.Range(0, 60).Select(row => row % 5 != 0 ? 1.0 : 0)], Token);
        AssertSame(Fit(set.Select(kept), options), weighted, set);
    }

    [Fact]
    public void A_row_of_weight_2_counts_as_two_rows()
    {
        var set = TestFeatures.Make(60, 8, 3, seed: 2);
        var options = new RandomForestOptions { NEstimators = 5, Bootstrap = false };
        var weighted = RandomForest.Fit(set, options, [.. Enumerable.Range(0, 60).Select(row => row < 20 ? 2.0 : 1)], Token);
        AssertSame(Fit(set.Select([.. Enumerable.Range(0, 60), .. Enumerable.Range(0, 20)]), options), weighted, set);
    }

    [Fact]
    public void Weights_count_by_their_ratio_alone_however_large_or_small()
    {
        var set = TestFeatures.Make(60, 8, 3, seed: 3);
        var options = new RandomForestOptions { NEstimators = 5 };
        foreach (var scale in new[] { double.Epsilon, 1e-300, 1e300, double.MaxValue })
            AssertSame(Fit(set, options), RandomForest.Fit(set, options, [.. Enumerable.Repeat(scale, 60)], Token), set);
    }

    [Fact]
    public void Balanced_classes_count_alike()
    {
        // One row of class 0 and three of class 1 that look the same.
        var set = TestFeatures.Of([1, 1, 1, 1], [0, 1, 1, 1], 2);
        Assert.Equal([0.25f, 0.75f], Probabilities(Fit(set, OneTree), 1));
        Assert.Equal([0.5f, 0.5f], Probabilities(Fit(set, OneTree with { ClassWeight = ClassWeight.Balanced }), 1));
    }

    [Fact]
    public void Out_of_bag_accuracy_is_for_forests_that_draw_their_rows()
    {
        var set = TestFeatures.Set(20, 4, ["a", "b", "c"]);
        Assert.Null(Fit(set, new() { Bootstrap = false }).OutOfBagAccuracy);
        Assert.InRange(Fit(set, new()).OutOfBagAccuracy!.Value, 0.9, 1);
    }

    [Fact]
    public void Labels_without_meaning_have_an_out_of_bag_accuracy_of_chance()
    {
        var random = new Random(1);
        var set = TestFeatures.Of([.. Enumerable.Range(0, 4000).Select(_ => random.NextSingle())], [.. Enumerable.Range(0, 400).Select(_ => random.Next(2))], 2);
        var forest = Fit(set, new());
        Assert.InRange(forest.OutOfBagAccuracy!.Value, 0.4, 0.6);
        Assert.Equal(1, Evaluation.Of(forest, set, TestContext.Current.CancellationToken).Accuracy);
    }

    [Fact]
    public void Rows_in_every_bag_are_not_counted_out_of_bag()
    {
        // Two rows, one tree: whichever row is left out is predicted to be of the other's class; with both in the bag nothing is counted.
        foreach (var seed in Enumerable.Range(0, 20))
        {
            var accuracy = Fit(TestFeatures.Of([1, 2], [0, 1], 2), new() { NEstimators = 1, Seed = seed }).OutOfBagAccuracy;
            Assert.True(accuracy is null or 0);
        }
    }

    [Theory]
    [InlineData(FeatureScaling.L2)]
    [InlineData(FeatureScaling.SqrtL2)]
    public void Rows_are_scaled_in_training_and_prediction_alike(FeatureScaling scaling)
    {
        // The classes differ in direction, not in length.
        var set = TestFeatures.Of([1, 9, 100, 900, 9, 1, 900, 100], [0, 0, 1, 1], 2);
        var forest = Fit(set, OneTree with { Scaling = scaling, MaxDepth = 1 });
        Assert.Equal(0, forest.Predict([5f, 45f]));
        Assert.Equal(1, forest.Predict([4500f, 500f]));
    }

    [Fact]
    public void Standardising_is_left_out_since_it_keeps_the_order()
    {
        var set = TestFeatures.Make(60, 8, 3, seed: 4);
        AssertSame(Fit(set, new()), Fit(set, new() { Scaling = FeatureScaling.Standardize }), set);
    }

    [Fact]
    public void Rows_that_lie_elsewhere_give_the_same_forest()
    {
        var set = TestFeatures.Make(60, 8, 3, seed: 5);
        var order = Enumerable.Range(0, 60).Reverse().ToImmutableArray();
        AssertSame(Fit(set.Select(order.AsSpan()), new()), Fit(FeatureRows.Select(set, order), new()), set);
    }

    [Fact]
    public void Too_little_memory_is_refused_with_what_would_do()
    {
        var set = TestFeatures.Make(100, 50, 2, seed: 1);
        var message = Assert.Throws<TrainingDataException>(() => Fit(set, new() { MemoryLimit = 100_000_001 })).Message;
        Assert.StartsWith("A random forest of 100 trees on 100 rows x 50 features takes 12", message);
        Assert.EndsWith("MB), or choose logistic or svm, which read rows in blocks.", message);
    }

    [Fact]
    public void Memory_that_just_suffices_gives_the_same_forest()
    {
        // With less of it columns are not ordered beforehand, but their values in each node. Zeros, negative and equal values.
        var random = new Random(1);
        var values = Enumerable.Range(0, 200 * 6000).Select(_ => random.Next(-9, 10) * random.Next(2) / 2f).ToArray();
        var set = TestFeatures.Of(values, [.. Enumerable.Range(0, 200).Select(row => row % 5)], 5);
        var options = new RandomForestOptions { NEstimators = 5 };
        var refusal = Assert.Throws<TrainingDataException>(() => Fit(set, options with { MemoryLimit = 1 })).Message;
        var enough = int.Parse(Regex.Match(refusal, "--memory ([0-9]+)MB").Groups[1].Value, CultureInfo.InvariantCulture);
        AssertSame(Fit(set, options), Fit(set, options with { MemoryLimit = enough * 1_000_000L }), set);
    }

    [Fact]
    public void A_feature_that_is_not_finite_is_refused_with_its_place() => Assert.Equal(
        "Feature 1 of row 1, '1.jpg', is not a number; every feature must be finite. Extract the image again, or remove it.",
        Assert.Throws<TrainingDataException>(() => Fit(TestFeatures.Of([1, 2, 3, float.NaN], [0, 1], 2), new())).Message);

    [Fact]
    public void Cancellation_stops_the_fit()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => RandomForest.Fit(TestFeatures.Make(60, 20, 3, seed: 1), cancellationToken: source.Token));
    }

    [Fact]
    public void Cancellation_stops_a_fit_under_way()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        // Would take minutes.
        var options = new RandomForestOptions { NEstimators = 100_000 };
        Assert.ThrowsAny<OperationCanceledException>(() => RandomForest.Fit(TestFeatures.Make(1000, 100, 3, seed: 1), options, cancellationToken: source.Token));
    }

    [Fact]
    public void Options_out_of_range_are_misuse()
    {
        var set = TestFeatures.Make(6, 2, 2, seed: 1);
        RandomForestOptions[] wrong =
        [
            new() { NEstimators = 0 }, new() { MaxDepth = -1 }, new() { MinSamplesSplit = 1 }, new() { MinSamplesLeaf = 0 },
            new() { MaxFeatures = -1 }, new() { MaxFeatures = 3 }, new() { Threads = -1 },
        ];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => Fit(set, options)));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static RandomForestClassifier Fit(IFeatureRows set, RandomForestOptions options) => RandomForest.Fit(set, options, cancellationToken: Token);

    private static float[] Probabilities(RandomForestClassifier forest, params float[] rows)
    {
        var probabilities = new float[rows.Length / forest.FeatureCount * forest.LabelNames.Length];
        forest.Probabilities(rows, probabilities);
        return probabilities;
    }

    private static void AssertSame(RandomForestClassifier expected, RandomForestClassifier actual, FeatureSet set)
    {
        Assert.Equal(expected.NodeCount, actual.NodeCount);
        Assert.Equal(Probabilities(expected, set.Features.ToArray()), Probabilities(actual, set.Features.ToArray()));
    }
}
