using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>The nearest rows of every row.</summary>
public sealed class NeighborGraphTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(NeighborMetric.Euclidean)]
    [InlineData(NeighborMetric.Cosine)]
    public void Neither_threads_nor_memory_nor_where_the_rows_are_change_a_bit(NeighborMetric metric)
    {
        var set = TestFeatures.Make(900, 4000, 5, seed: 2);
        // Exact and nearly exact copies, so that pairs are measured too.
        set.Row(3).ToArray().CopyTo(Writable(set, 700));
        set.Row(4).ToArray().CopyTo(Writable(set, 5));
        Writable(set, 5)[17] += 1e-3f;
        using var file = FeatureFile.Open(TestFeatures.Write(_folder["rows.h5"], set));
        var expected = NeighborGraph.Of(set, 7, metric, 0, new ParallelOptions());
        // The least memory: one tile of 192 rows at a time.
        var least = Least(file, 7);

        AssertSame(expected, NeighborGraph.Of(set, 7, metric, 0, new ParallelOptions { MaxDegreeOfParallelism = 1 }), 900);
        AssertSame(expected, NeighborGraph.Of(file, 7, metric, least, new ParallelOptions { MaxDegreeOfParallelism = 5 }), 900);
        AssertSame(expected, NeighborGraph.Of(file, 7, metric, least + 2 * RowTiles.TileBytes(4000), new ParallelOptions()), 900);
    }

    [Fact]
    public void Memory_that_does_not_suffice_is_refused_with_what_would_do()
    {
        var set = TestFeatures.Make(10, 40, 2, seed: 2);
        var error = Assert.Throws<TrainingDataException>(() => NeighborGraph.Of(set, 3, NeighborMetric.Euclidean, 1000, new ParallelOptions()));
        Assert.Matches(@"^Comparing all pairs of 10 rows x 40 features takes \d+ MB of memory; the limit is 0 MB\. Allow at least that \(--memory \d+MB\), or choose fewer rows, or a layer with fewer features\.$", error.Message);
    }

    [Theory]
    [InlineData(NeighborMetric.Euclidean)]
    [InlineData(NeighborMetric.Cosine)]
    public void Identical_rows_are_at_distance_0_and_come_in_their_order(NeighborMetric metric)
    {
        var random = new Random(5);
        float[] row = [.. Enumerable.Range(0, 1000).Select(_ => 1000 + random.NextSingle())];
        var set = TestFeatures.Of([.. row, .. row, .. row, .. row.Select(value => value + random.NextSingle())], [0, 0, 0, 0], 1);
        var graph = NeighborGraph.Of(set, 3, metric, 0, new ParallelOptions());
        Assert.Equal([1, 2, 3], graph.Rows(0).ToArray());
        Assert.Equal([0, 2, 3], graph.Rows(1).ToArray());
        Assert.Equal([0, 0], graph.Distances(2)[..2].ToArray());
        Assert.True(graph.Distances(0)[2] > 0);
    }

    [Fact]
    public void Rows_that_are_nearly_the_same_are_ranked_by_their_true_distance()
    {
        // Beside lengths of 1e4, differences of 1e-3 are far below what a float32 product can tell.
        var random = new Random(6);
        float[] row = [.. Enumerable.Range(0, 400).Select(_ => 512 + random.NextSingle())];
        float[] Moved(float by) => [row[0] + by, .. row[1..]];
        var graph = NeighborGraph.Of(TestFeatures.Of([.. row, .. Moved(3 / 1024f), .. Moved(1 / 1024f), .. Moved(2 / 1024f)], [0, 0, 0, 0], 1), 3, NeighborMetric.Euclidean, 0, new ParallelOptions());
        Assert.Equal([2, 3, 1], graph.Rows(0).ToArray());
        Assert.Equal(1 / 1024f, graph.Distances(0)[0], 1e-4f);
    }

    [Fact]
    public void A_row_of_zeros_is_at_cosine_distance_1_from_every_row()
    {
        var graph = NeighborGraph.Of(TestFeatures.Of([0, 0, 1, 2, 0, 0, -1, 5], [0, 0, 0, 0], 1), 3, NeighborMetric.Cosine, 0, new ParallelOptions());
        Assert.Equal([1, 1, 1], graph.Distances(0).ToArray());
        Assert.Equal([1, 2, 3], graph.Rows(0).ToArray());
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    public void No_size_of_a_value_overflows_or_vanishes(float unit)
    {
        var graph = NeighborGraph.Of(TestFeatures.Of([1 * unit, 0, 2 * unit, 0, 7 * unit, 0], [0, 0, 0], 1), 2, NeighborMetric.Euclidean, 0, new ParallelOptions());
        Assert.Equal([1, 2], graph.Rows(0).ToArray());
        Assert.Equal([1, 0], graph.Rows(2).ToArray());
        Assert.Equal(5, graph.Distances(2)[0] / unit, 1e-4f);
    }

    [Fact]
    public void A_value_that_is_no_number_is_named()
    {
        var error = Assert.Throws<TrainingDataException>(() => NeighborGraph.Of(TestFeatures.Of([1, 2, float.NaN, 3], [0, 0], 1), 1, NeighborMetric.Euclidean, 0, new ParallelOptions()));
        Assert.Contains("Feature 0 of row 1", error.Message);
    }

    [Fact]
    public void Lists_of_a_class_hold_the_nearest_of_it_or_of_others()
    {
        var set = TestFeatures.Of([0, 1, 3, 7, 20], [0, 1, 0, 1, 1], 2);
        var (outside, within) = (new NeighborLists(5, 1, set.Labels, ofSameClass: false), new NeighborLists(5, 1, set.Labels, ofSameClass: true));
        NeighborGraph.Of(set, 1, NeighborMetric.Euclidean, [outside, within], 0, new ParallelOptions(), null);
        Assert.Equal([1, 0, 1, 2, 2], outside.Rows);
        Assert.Equal([2, 3, 0, 1, 3], within.Rows);
    }

    private static long Least(IFeatureRows rows, int neighborCount)
    {
        var message = Assert.Throws<TrainingDataException>(() => PairwiseComparison.ResidentRows(rows, neighborCount, 1)).Message;
        return long.Parse(System.Text.RegularExpressions.Regex.Match(message, @"--memory (\d+)MB").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) * 1_000_000;
    }

    private static Span<float> Writable(FeatureSet set, int row) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(set.Features).Span.Slice(row * set.FeatureCount, set.FeatureCount);

    private static void AssertSame(NeighborGraph expected, NeighborGraph actual, int rowCount)
    {
        for (var row = 0; row < rowCount; row++)
        {
            Assert.Equal(expected.Rows(row).ToArray(), actual.Rows(row).ToArray());
            Assert.Equal(expected.Distances(row).ToArray(), actual.Distances(row).ToArray());
        }
    }
}
