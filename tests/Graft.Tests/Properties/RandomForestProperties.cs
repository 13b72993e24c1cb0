using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class RandomForestProperties
{
    /// <summary>Samples, features and classes.</summary>
    public static TheoryData<int, int, int> Shapes => new() { { 300, 40, 5 }, { 90, 700, 5 }, { 300, 40, 2 }, { 60, 900, 2 }, { 130, 7, 17 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_number_of_threads_changes_no_bit(int samples, int features, int classes)
    {
        var set = TestFeatures.Make(samples, features, classes, seed: 1);
        var one = Fit(set, new() { NEstimators = 20, Threads = 1 });
        foreach (var threads in new[] { 2, 3, 8, 0 })
        {
            var many = Fit(set, new() { NEstimators = 20, Threads = threads });
            Assert.Equal(Trees(one), Trees(many));
            Assert.Equal(one.OutOfBagAccuracy, many.OutOfBagAccuracy);
            Assert.Equal(one.FeatureImportances, many.FeatureImportances);
        }
    }

    [Fact]
    public void The_seed_decides()
    {
        var set = TestFeatures.Make(100, 20, 3, seed: 2);
        Assert.Equal(Trees(Fit(set, new() { Seed = 7 })), Trees(Fit(set, new() { Seed = 7 })));
        var forests = new[] { -1, 0, 1, 7, int.MaxValue }.Select(seed => string.Join(';', Trees(Fit(set, new() { Seed = seed })))).ToArray();
        Assert.Distinct(forests);
    }

    [Fact]
    public void More_trees_are_the_same_trees_and_others()
    {
        var set = TestFeatures.Make(100, 20, 3, seed: 3);
        var (few, many) = (Fit(set, new() { NEstimators = 3 }), Fit(set, new() { NEstimators = 9 }));
        for (var tree = 0; tree < 3; tree++)
            Assert.Equal(few.Trees[tree].Nodes.ToArray(), many.Trees[tree].Nodes.ToArray());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_keeps_the_order_of_values_changes_no_prediction_of_a_training_row(int samples, int features, int classes)
    {
        var set = TestFeatures.Make(samples, features, classes, seed: 4);
        float[] values = [.. set.Features.ToArray().Distinct().Order()];
        var options = new RandomForestOptions { NEstimators = 10, Bootstrap = false };
        var expected = Probabilities(Fit(set, options), set);
        // By their ranks, so that no two become one: from 0 on, around 0, below 0, and so small that floats are coarse.
        foreach (var change in new Func<int, float>[] { rank => rank, rank => rank - values.Length / 2, rank => rank - values.Length, rank => rank * float.Epsilon })
        {
            var changed = TestFeatures.Of(Array.ConvertAll(set.Features.ToArray(), value => change(Array.BinarySearch(values, value))), set.Labels, classes);
            Assert.Equal(expected, Probabilities(Fit(changed, options), changed));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Probabilities_sum_to_1_and_are_the_scores(int samples, int features, int classes)
    {
        var set = TestFeatures.Make(samples, features, classes, seed: 5);
        foreach (var options in new RandomForestOptions[] { new() { NEstimators = 1 }, new() { NEstimators = 7, MinSamplesLeaf = 9 }, new() { NEstimators = 100 } })
        {
            var forest = Fit(set, options);
            var probabilities = Probabilities(forest, set);
            var scores = new float[probabilities.Length];
            forest.Scores(set.Features.Span, scores);
            Assert.Equal(probabilities, scores);
            Assert.All(probabilities.Chunk(classes), row => Assert.Equal(1, row.Sum(p => (double)p), 1e-6));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_tree_that_sees_everything_knows_every_training_row(int samples, int features, int classes)
    {
        var set = TestFeatures.Make(samples, features, classes, seed: 6);
        var tree = Fit(set, new() { NEstimators = 1, Bootstrap = false, MaxFeatures = features });
        Assert.Equal(1, Evaluation.Of(tree, set, TestContext.Current.CancellationToken).Accuracy);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_threshold_is_the_best_by_trying_all(int samples, int features, int classes)
    {
        // Mixed signs, zeros and repeated values.
        var random = new Random(7);
        var values = Enumerable.Range(0, samples * features).Select(_ => (float)Math.Round(Math.Max(-1, random.NextDouble() * 6 - 3), 1) * random.Next(2)).ToArray();
        var set = TestFeatures.Of(values, [.. Enumerable.Range(0, samples).Select(row => row % classes)], classes);
        var stump = Fit(set, new() { NEstimators = 1, Bootstrap = false, MaxFeatures = features, MaxDepth = 1 });
        var best = Enumerable.Range(0, features).Max(feature => values.Where((_, i) => i % features == feature).Distinct().Max(threshold => Score(set, feature, threshold)));
        var root = stump.Trees[0].Nodes[0];
        Assert.Equal(best, Score(set, root.Feature, root.Threshold), 1e-9);
    }

    /// <summary>The sum over both sides of squared class counts divided by the side's count.</summary>
    private static double Score(FeatureSet set, int feature, float threshold) => Enumerable.Range(0, set.RowCount)
        .GroupBy(row => set.Row(row)[feature] <= threshold)
        .Sum(side => side.CountBy(row => set.Labels[row]).Sum(count => (double)count.Value * count.Value) / side.Count());

    private static IEnumerable<string> Trees(RandomForestClassifier forest) =>
        forest.Trees.ToArray().Select(tree => $"{string.Join(' ', tree.Nodes.ToArray())} {string.Join(' ', tree.Votes.ToArray())}");

    private static RandomForestClassifier Fit(FeatureSet set, RandomForestOptions options) =>
        RandomForest.Fit(set, options, cancellationToken: TestContext.Current.CancellationToken);

    private static float[] Probabilities(RandomForestClassifier forest, FeatureSet set)
    {
        var probabilities = new float[set.RowCount * forest.LabelNames.Length];
        forest.Probabilities(set.Features.Span, probabilities);
        return probabilities;
    }
}
