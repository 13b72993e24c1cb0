using System.Collections.Immutable;

namespace Graft;

/// <summary>The k nearest other rows of every row, the nearest first, of equally near ones that which comes first.</summary>
internal sealed class NeighborGraph
{
    private readonly int[] _rows;
    private readonly float[] _distances;

    private NeighborGraph(int neighborCount, int[] rows, float[] distances) => (NeighborCount, _rows, _distances) = (neighborCount, rows, distances);

    /// <summary>k.</summary>
    public int NeighborCount { get; }

    /// <summary>Rows that are nearest to a row; never itself.</summary>
    public ReadOnlySpan<int> Rows(int row) => _rows.AsSpan(row * NeighborCount, NeighborCount);

    /// <summary>How far they are, 0 or more.</summary>
    public ReadOnlySpan<float> Distances(int row) => _distances.AsSpan(row * NeighborCount, NeighborCount);

    /// <summary>Compares all pairs.</summary>
    /// <param name="rows">At least two.</param>
    /// <param name="neighborCount">k, from 1 to the number of rows - 1.</param>
    /// <param name="metric">How distance is measured; cosine distance is 1 - cosine.</param>
    /// <param name="memoryLimit">Bytes that the process may take; 0 for half of the machine's memory.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    /// <param name="progress">Told which share of the work is done, from 0 to 1; null for nothing.</param>
    /// <exception cref="TrainingDataException">A feature is not finite, or the lists do not fit the memory.</exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    public static NeighborGraph Of(
        IFeatureRows rows, int neighborCount, NeighborMetric metric, long memoryLimit, ParallelOptions parallel, Action<double>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neighborCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(neighborCount, rows.RowCount);
        return Of(rows, neighborCount, metric, [], memoryLimit, parallel, progress);
    }

    /// <summary>Compares all pairs, and fills further lists on the way.</summary>
    /// <param name="rows">At least two.</param>
    /// <param name="neighborCount">k, from 1 to the number of rows - 1.</param>
    /// <param name="metric">How distance is measured.</param>
    /// <param name="further">Lists of one neighbour each; their orders are squared Euclidean or cosine distances.</param>
    /// <param name="memoryLimit">Bytes that the process may take; 0 for half of the machine's memory.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    /// <param name="progress">Told which share of the work is done, from 0 to 1; null for nothing.</param>
    public static NeighborGraph Of(
        IFeatureRows rows,
        int neighborCount,
        NeighborMetric metric,
        ImmutableArray<NeighborLists> further,
        long memoryLimit,
        ParallelOptions parallel,
        Action<double>? progress)
    {
        var residentRows = PairwiseComparison.ResidentRows(rows, neighborCount + further.Length, memoryLimit);
        var lists = new NeighborLists(rows.RowCount, neighborCount);
        new PairwiseComparison(rows, metric, [lists, .. further], parallel).Run(residentRows, progress);
        return new NeighborGraph(neighborCount, lists.Rows, Distances(lists.Orders, metric));
    }

    private static float[] Distances(double[] orders, NeighborMetric metric) =>
        Array.ConvertAll(orders, order => (float)(metric == NeighborMetric.Euclidean ? Math.Sqrt(order) : order));
}
