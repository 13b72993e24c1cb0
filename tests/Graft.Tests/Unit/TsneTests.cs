using System.Collections.Immutable;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class TsneTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Few_rows_have_a_map_too(int rows)
    {
        var map = Tsne.Map(TestFeatures.Make(rows, 4, 2, 1), cancellationToken: Cancellation);
        Assert.Equal(rows, map.Length);
        Assert.All(map, point => Assert.True(double.IsFinite(point.X) && double.IsFinite(point.Y)));
        Assert.Equal(rows, map.Distinct().Count());
    }

    [Fact]
    public void Clusters_that_are_far_apart_stay_apart()
    {
        var set = TestFeatures.Set(50, 6, ["a", "b", "c"]);
        var far = TestFeatures.Of([.. set.Features.ToArray().Select((value, i) => value + (i % 6 == set.Labels[i / 6] ? 20 : 0))], set.Labels, 3);
        var map = Tsne.Map(far, cancellationToken: Cancellation);

        var centers = Enumerable.Range(0, 3).Select(label => Mean(map.Where((_, row) => far.Labels[row] == label))).ToArray();
        for (var row = 0; row < map.Length; row++)
            Assert.Equal(far.Labels[row], Enumerable.Range(0, 3).MinBy(label => Distance(map[row], centers[label])));
        var widest = Enumerable.Range(0, 150).Max(row => Distance(map[row], centers[far.Labels[row]]));
        Assert.True(Distance(centers[0], centers[1]) > 2 * widest, "the clusters touch");
    }

    [Fact]
    public void A_seed_decides_every_bit_and_threads_none()
    {
        var set = TestFeatures.Make(300, 20, 4, 1);
        var options = new TsneOptions { Iterations = 300 };
        var map = Tsne.Map(set, options with { Threads = 1 }, cancellationToken: Cancellation);

        Assert.Equal(map, Tsne.Map(set, options with { Threads = 2 }, cancellationToken: Cancellation));
        Assert.Equal(map, Tsne.Map(set, options with { Threads = 7 }, cancellationToken: Cancellation));
        Assert.NotEqual(map, Tsne.Map(set, options with { Seed = 43 }, cancellationToken: Cancellation));
    }

    [Fact]
    public void Rows_that_are_equal_lie_together_and_do_not_keep_it_from_ending()
    {
        var set = TestFeatures.Make(200, 8, 4, 1);
        ImmutableArray<int> rows = [.. Enumerable.Range(0, 200), .. Enumerable.Repeat(0, 40)];
        var map = Tsne.Map(set.Select(rows), cancellationToken: Cancellation);

        var center = Mean(map[200..]);
        var spread = map[200..].Max(point => Distance(point, center));
        Assert.True(spread < 0.2 * map.Max(point => Distance(point, center)), $"{spread}");
        // All equal, none with a nearest one.
        var equal = Tsne.Map(TestFeatures.Of(new float[300], [.. new int[100]], 1), cancellationToken: Cancellation);
        Assert.All(equal, point => Assert.True(double.IsFinite(point.X) && double.IsFinite(point.Y)));
    }

    [Fact]
    public void Progress_is_told_and_work_can_be_stopped()
    {
        var told = new List<TsneProgress>();
        using var source = new CancellationTokenSource();
        var progress = new Now(value =>
        {
            told.Add(value);
            if (value.DoneIterations == 20)
                source.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(() => Tsne.Map(TestFeatures.Make(50, 5, 2, 1), new TsneOptions { Iterations = 400 }, progress, source.Token));
        Assert.Equal(Enumerable.Range(1, 20).Select(done => new TsneProgress(done, 400)), told);
    }

    [Fact]
    public void Options_out_of_range_and_too_many_rows_are_refused()
    {
        var set = TestFeatures.Make(10, 3, 2, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Map(set, new() { Perplexity = 0.5 }, cancellationToken: Cancellation));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Map(set, new() { Perplexity = double.NaN }, cancellationToken: Cancellation));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Map(set, new() { Iterations = 249 }, cancellationToken: Cancellation));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tsne.Map(set, new() { Threads = -1 }, cancellationToken: Cancellation));
        Assert.Equal(
            "t-SNE maps at most 10,000 rows; there are 10,001. Map some of them, or map all by their principal components.",
            Assert.Throws<TrainingDataException>(() => Tsne.Map(TestFeatures.Of(new float[10_001], [.. new int[10_001]], 1), cancellationToken: Cancellation)).Message);
    }

    private static MapPoint Mean(IEnumerable<MapPoint> points) => points.ToList() is var all ? new(all.Average(point => point.X), all.Average(point => point.Y)) : default;

    private static double Distance(MapPoint a, MapPoint b) => double.Hypot(a.X - b.X, a.Y - b.Y);

    /// <summary>Tells at once, on the thread that does the work.</summary>
    private sealed class Now(Action<TsneProgress> tell) : IProgress<TsneProgress>
    {
        public void Report(TsneProgress value) => tell(value);
    }
}
