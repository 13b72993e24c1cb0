using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>
/// Finds the best threshold of a feature in a node, looking at every one. Values are moved across one by one, from the
/// ends towards 0, so that the many zeros that a ReLU leaves are neither sorted nor moved.
/// </summary>
internal sealed unsafe class SplitSearch(FeatureColumns columns, int classCount, int minSamplesLeaf)
{
    private const uint Zero = OrderedFloat.Zero;

    // Ordered values of the column for each row of the node up to which they are gone through; by trial.
    private const int OrderedPerRow = 12;

    // Above, the value as a whole number of the same order; below, its place in the node.
    private readonly ulong[] _keys = new ulong[columns.RowCount + 1];
    private readonly double[] _inner = new double[classCount];
    private readonly double[] _outer = new double[classCount];

    /// <summary>Makes <paramref name="best"/> better, if this feature can.</summary>
    /// <returns>Whether the feature differs at all among the node's rows.</returns>
    public bool Improve(TreeNodeRows node, int feature, ref FeatureSplit best)
    {
        // Both ways give the same keys in the same order.
        var nonzero = columns.Nonzero(feature);
        var count = columns.HasOrder && nonzero.Length <= (long)OrderedPerRow * node.Count
            ? CollectOrdered(node, feature, nonzero)
            : CollectAndSort(node, feature);
        if (count == 0)
            return false;
        var keys = _keys.AsSpan(0, count);
        var hasZeros = count < node.Count;
        if (!hasZeros && Value(keys[0]) == Value(keys[^1]))
            return false;
        var negatives = Ordered(keys[0]) > Zero ? 0 : ~keys.BinarySearch((ulong)Zero << 32);
        // Of equally good thresholds the lowest is taken, as by scikit-learn.
        var (score, threshold) = (best.Score, float.NaN);
        // Upwards to the last step before 0, or before the last negative value.
        var end = hasZeros ? negatives : negatives - 1;
        if (end > 0)
            Scan(node, 0, end, 1, hasZeros ? Zero : Ordered(keys[end]), ref score, ref threshold);
        // Downwards likewise; without zeros on to the last negative value, or else to the last value but one.
        var start = hasZeros ? negatives : Math.Max(negatives, 1);
        if (start < count)
            Scan(node, count - 1, count - start, -1, hasZeros ? Zero : Ordered(keys[start - 1]), ref score, ref threshold);
        if (score > best.Score)
            best = new FeatureSplit(feature, threshold, score);
        return true;
    }

    /// <summary>Takes from the ordered rows of the whole column those that are in the node: quick where the node is large.</summary>
    private int CollectOrdered(TreeNodeRows node, int feature, ReadOnlySpan<ushort> nonzero)
    {
        var column = columns.Column(feature);
        var (count, places) = (0, node.Places);
        // Twice over the few, rather than a look at the value of every row, most of which are not in the cache.
        foreach (var row in nonzero)
        {
            _keys[count] = row;
            count += places[row] >= 0 ? 1 : 0;
        }

        foreach (ref var key in _keys.AsSpan(0, count))
            key = Key(column[key], places[(int)key]);
        return count;
    }

    /// <summary>Looks at the node's rows: quick where it is small.</summary>
    private int CollectAndSort(TreeNodeRows node, int feature)
    {
        var column = columns.Column(feature);
        var count = 0;
        fixed (ulong* keys = _keys)
        fixed (int* rows = node.Rows)
        {
            // Without a jump, which a processor would often guess wrong.
            for (var i = 0; i < node.Count; i++)
            {
                var value = column[rows[i]];
                keys[count] = Key(value, i);
                count += value != 0 ? 1 : 0;
            }
        }

        _keys.AsSpan(0, count).Sort();
        return count;
    }

    /// <summary>Moves rows out of the node one by one and tries the threshold after each.</summary>
    /// <param name="node">The rows.</param>
    /// <param name="first">Place of the first key.</param>
    /// <param name="length">Keys to move.</param>
    /// <param name="step">1 for upwards, -1 for downwards.</param>
    /// <param name="beyond">What comes after the last key.</param>
    /// <param name="score">The best so far.</param>
    /// <param name="threshold">Overwritten where the score is.</param>
    private void Scan(TreeNodeRows node, int first, int length, int step, uint beyond, ref double score, ref float threshold)
    {
        var (inner, outer, classes, weights, keys) = (_inner, _outer, node.Classes, node.Weights, _keys);
        node.ClassWeights.AsSpan(0, node.ClassCount).CopyTo(inner);
        outer.AsSpan(0, node.ClassCount).Clear();
        var (innerWeight, innerSquares, outerWeight, outerSquares) = (node.Weight, node.Squares, 0.0, 0.0);
        var (bestScore, bestPlace) = (double.NegativeInfinity, -1);
        for (int moved = 1, place = first; moved <= length; moved++, place += step)
        {
            var i = (int)(uint)keys[place];
            var (number, weight) = (classes[i], weights[i]);
            innerSquares -= weight * (2 * inner[number] - weight);
            outerSquares += weight * (2 * outer[number] + weight);
            inner[number] -= weight;
            outer[number] += weight;
            innerWeight -= weight;
            outerWeight += weight;
            var next = moved < length ? Ordered(keys[place + step]) : beyond;
            if (next == Ordered(keys[place]) || moved < minSamplesLeaf || node.Count - moved < minSamplesLeaf)
                continue;
            var candidate = innerSquares / innerWeight + outerSquares / outerWeight;
            // Rounding may have left nothing of a very small weight.
            if ((step > 0 ? candidate > bestScore : candidate >= bestScore) && innerWeight > 0)
                (bestScore, bestPlace) = (candidate, place);
        }

        if (!(bestScore > score))
            return;
        var neighbour = bestPlace == first + (length - 1) * step ? beyond : Ordered(keys[bestPlace + step]);
        var (a, b) = (Value(keys[bestPlace]), Value((ulong)neighbour << 32));
        (score, threshold) = (bestScore, Between(Math.Min(a, b), Math.Max(a, b)));
    }

    /// <summary>The middle of two values in float32, but never the upper one, which must not go left.</summary>
    private static float Between(float lower, float upper)
    {
        var middle = (float)(((double)lower + upper) / 2);
        return middle < upper ? middle : lower;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Ordered(ulong key) => (uint)(key >> 32);

    private static float Value(ulong key) => OrderedFloat.Value(Ordered(key));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(float value, int place) => ((ulong)OrderedFloat.Of(value) << 32) | (uint)place;
}
