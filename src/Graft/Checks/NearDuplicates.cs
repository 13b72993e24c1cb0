using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Finds pairs of rows that are probably the same photo: those much nearer to each other than is usual around them. Usual is
/// the median distance from the 2nd to the 10th nearest row, so that one duplicate changes nothing of it.
/// </summary>
/// <remarks>
/// What is near differs from network to network and from class to class; a share of the usual distance does not. It is local
/// scaling (Zelnik-Manor, Perona: "Self-Tuning Spectral Clustering", 2004). docs/check.md has what else was tried.
/// </remarks>
internal static class NearDuplicates
{
    // Where a photo is there ten times over, what is usual around it is 0; a share of what is usual anywhere then counts.
    private const double LeastScale = 0.25;

    /// <summary>Pairs by share, then by distance.</summary>
    /// <param name="graph">At least one neighbour of each row.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="mostShare">Pairs with a larger one are not listed.</param>
    public static List<(int Row, int Other, double Distance, double Share)> Of(NeighborGraph graph, int rowCount, double mostShare)
    {
        var scales = Scales(graph, rowCount);
        var pairs = new List<(int Row, int Other, double Distance, double Share)>();
        for (var row = 0; row < rowCount; row++)
        {
            for (var i = 0; i < graph.NeighborCount; i++)
            {
                var (other, distance) = (graph.Rows(row)[i], (double)graph.Distances(row)[i]);
                // A pair is seen from one side or from both.
                if (other < row && graph.Rows(other).Contains(row))
                    continue;
                var share = distance == 0 ? 0 : distance / Math.Sqrt(scales[row] * scales[other]);
                if (share <= mostShare)
                    pairs.Add((Math.Min(row, other), Math.Max(row, other), distance, share));
            }
        }

        return [.. pairs.OrderBy(pair => pair.Share).ThenBy(pair => pair.Distance).ThenBy(pair => pair.Row).ThenBy(pair => pair.Other)];
    }

    /// <summary>A number for each row, the same for rows that pairs connect; from 0, in the order of the first rows.</summary>
    public static ImmutableArray<int> Groups(IEnumerable<(int Row, int Other)> pairs, int rowCount)
    {
        var parents = Enumerable.Range(0, rowCount).ToArray();
        foreach (var (row, other) in pairs)
        {
            var (first, second) = (Root(row), Root(other));
            parents[Math.Max(first, second)] = Math.Min(first, second);
        }

        var numbers = new int[rowCount];
        var count = 0;
        for (var row = 0; row < rowCount; row++)
            numbers[row] = parents[row] == row ? count++ : numbers[Root(row)];
        return [.. numbers];

        int Root(int row)
        {
            while (parents[row] != row)
                row = parents[row] = parents[parents[row]];
            return row;
        }
    }

    /// <summary>What is usual around each row. With a single neighbour nothing is, and only equal rows are duplicates.</summary>
    private static double[] Scales(NeighborGraph graph, int rowCount)
    {
        var scales = new double[rowCount];
        if (graph.NeighborCount == 1)
            return scales;
        for (var row = 0; row < rowCount; row++)
            scales[row] = Median.Of(graph.Distances(row)[1..]);
        var least = LeastScale * Median.Of(scales);
        return Array.ConvertAll(scales, scale => Math.Max(scale, least));
    }
}
