using System.Collections.Immutable;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class LearningCurveTests
{
    private static readonly FeatureSet Train = Unequal(40, 25, 3);
    private static readonly FeatureSet Test = TestFeatures.Set(10, 3, ["a", "b", "c"], seed: 9);

    [Fact]
    public void A_share_has_that_share_of_every_class_at_least_a_row_and_all_of_the_smaller_ones()
    {
        var options = new FakeOptions("fake", 0, 1, 2);
        var points = Run(options, LearningCurve.UsualShares, 1);

        Assert.Equal([.. LearningCurve.UsualShares], points.Select(point => point.Share));
        // 40, 25 and 3 rows: of a tenth 4, 2 (halves to even) and 1.
        Assert.Equal([7, 14, 27, 41, 54, 68], points.Select(point => point.TrainCount));
        for (var i = 0; i < points.Length; i++)
        {
            var paths = options.Fits[i].Paths;
            Assert.Equal(points[i].TrainCount, paths.Length);
            Assert.Equal(3, paths.Select(path => path[0]).Distinct().Count());
            Assert.Equal(paths, Train.Paths.Where(paths.Contains));
            if (i > 0)
                Assert.Subset(paths.ToHashSet(), options.Fits[i - 1].Paths.ToHashSet());
        }

        Assert.Equal(Train.Paths, options.Fits[^1].Paths);
    }

    [Fact]
    public void No_test_row_is_ever_trained_on_and_all_are_tested()
    {
        var all = TestFeatures.Set(20, 3, ["a", "b", "c"]);
        var split = StratifiedSplit.Of(all.Labels, all.LabelNames, 0.25, 3);
        var options = new FakeOptions("fake", 0, 1, 0);
        var points = LearningCurve.Run(options, all.Select(split.TrainRows), all.Select(split.TestRows), [0.5, 1], 1, null, TestContext.Current.CancellationToken);

        Assert.All(options.Fits, fit => Assert.Empty(fit.Paths.Intersect(split.TestRows.Select(row => all.Paths[row]))));
        // It takes the third class for the first, and all others for what they are.
        Assert.All(points, point => Assert.Equal(2 / 3.0, point.Accuracy, 2));
    }

    [Fact]
    public void A_seed_decides_the_rows()
    {
        ImmutableArray<string> PathsOf(int seed)
        {
            var options = new FakeOptions("fake", 0, 1, 2);
            Run(options, [0.4], seed);
            return options.Fits[0].Paths;
        }

        Assert.Equal(PathsOf(1), PathsOf(1));
        Assert.NotEqual(PathsOf(1), PathsOf(2));
    }

    [Fact]
    public void A_share_that_cannot_be_fitted_is_left_out_and_each_fit_is_told()
    {
        var told = new List<LearningCurvePoint>();
        var points = LearningCurve.Run(new NearestNeighborsOptions { NNeighbors = 20 }, Train, Test, [0.1, 0.2, 0.4, 1], 1, told.Add, TestContext.Current.CancellationToken);

        Assert.Equal([0.4, 1], points.Select(point => point.Share));
        Assert.Equal(points, told);
    }

    [Fact]
    public void More_rows_of_classes_that_overlap_help()
    {
        var all = TestFeatures.Make(900, 40, 6, 2);
        var points = LearningCurve.Run(
            new LogisticRegressionOptions(), all.Select([.. Enumerable.Range(0, 600)]), all.Select([.. Enumerable.Range(600, 300)]), [0.02, 1], 1, null, TestContext.Current.CancellationToken);
        Assert.True(points[1].Accuracy > points[0].Accuracy + 0.1, $"{points[0].Accuracy}, {points[1].Accuracy}");
    }

    [Fact]
    public void Shares_out_of_range_or_order_are_refused_and_work_can_be_stopped()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new FakeOptions("fake", 0, 1, 2), [0], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new FakeOptions("fake", 0, 1, 2), [1.1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new FakeOptions("fake", 0, 1, 2), [0.5, 0.5], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Run(new FakeOptions("fake", 0, 1, 2), [double.NaN], 1));
        Assert.ThrowsAny<OperationCanceledException>(() => LearningCurve.Run(new FakeOptions("fake", 0, 1, 2), Train, Test, [1], 1, null, new CancellationToken(canceled: true)));
    }

    private static ImmutableArray<LearningCurvePoint> Run(ClassifierOptions options, ImmutableArray<double> shares, int seed) =>
        LearningCurve.Run(options, Train, Test, shares, seed, null, TestContext.Current.CancellationToken);

    private static FeatureSet Unequal(params int[] counts)
    {
        var set = TestFeatures.Set(counts.Max(), 3, ["a", "b", "c"]);
        var taken = new int[3];
        return set.Select([.. Enumerable.Range(0, set.RowCount).Where(row => taken[set.Labels[row]]++ < counts[set.Labels[row]])]).ToSet();
    }
}
