namespace Graft;

/// <summary>
/// Finds the k nearest of all training rows. Products in float32, fast but inexact, rule out all rows but a few; these are
/// measured in double, so that rows equally far are equally far to the bit, and the first of them is taken.
/// </summary>
internal sealed class NeighborSearch(NeighborRows rows, NeighborMetric metric, int neighborCount)
{
    // A float32 sum of 256 products is wrong by at most this, relative to the product of the lengths: each term rounded by
    // 2^-24.
    private const double RelativeError = 2e-5;

    // A product too small for float32 is wrong by at most this.
    private const double AbsoluteError = 3e-45;

    /// <summary>The nearest training rows of one query, the nearest first; of equally near ones that which comes first in training.</summary>
    /// <param name="query">FeatureCount values.</param>
    /// <param name="products">The query's products with all training rows, of <see cref="NeighborRows.Multiply"/>.</param>
    public int[] Nearest(ReadOnlySpan<float> query, ReadOnlySpan<double> products)
    {
        var length = Math.Sqrt(DoubleSums.Squares(query));
        var farthest = new LargestOfSmallest(neighborCount);
        for (var i = 0; i < rows.Count; i++)
        {
            var (order, error) = Estimate(i, products[i], length);
            farthest.Add(double.IsFinite(order) ? order + error : double.PositiveInfinity);
        }

        var candidates = new List<(double Order, int Row)>(2 * neighborCount);
        for (var i = 0; i < rows.Count; i++)
        {
            // What overflowed in float32 is not finite, and is measured in any case.
            var (order, error) = Estimate(i, products[i], length);
            if (!(double.IsFinite(order) && order - error > farthest.Value))
                candidates.Add((Measure(i, query), i));
        }

        candidates.Sort();
        var nearest = new int[neighborCount];
        for (var i = 0; i < nearest.Length; i++)
            nearest[i] = candidates[i].Row;
        return nearest;
    }

    /// <summary>Distance as the votes count it; 0 for what differs by no more than rounding.</summary>
    public double Distance(ReadOnlySpan<float> query, int row)
    {
        if (metric == NeighborMetric.Euclidean)
            return Math.Sqrt(DoubleSums.SquaredDifferences(query, rows[row]));
        var length = Math.Sqrt(DoubleSums.Squares(query));
        return CosineDistance(query, length > 0 ? 1 / length : 0, rows[row], rows.InverseLengths[row]);
    }

    /// <summary>1 - cosine of two rows, given 1 / length of each, or 0 for a row of zeros; 0 for what differs by no more than rounding.</summary>
    public static double CosineDistance(ReadOnlySpan<float> row, double inverseLength, ReadOnlySpan<float> other, double otherInverseLength)
    {
        if (inverseLength == 0 || otherInverseLength == 0)
            return 1;
        // For unit vectors 1 - cosine is half of the squared difference, which loses no digits when it is small.
        var distance = DoubleSums.SquaredDifferences(row, other, inverseLength, otherInverseLength) / 2;
        return distance > SameDirection ? distance : 0;
    }

    /// <summary>Cosine distances that rounding alone can make between rows that point the same way.</summary>
    public const double SameDirection = 1e-24;

    /// <summary>A number that orders rows by distance, and how wrong it may be.</summary>
    private (double Order, double Error) Estimate(int row, double product, double length)
    {
        var error = RelativeError * length * Math.Sqrt(rows.Squares[row]) + AbsoluteError * rows.FeatureCount;
        return metric == NeighborMetric.Euclidean
            ? (rows.Squares[row] - 2 * product, 2 * error)
            : (-product * rows.InverseLengths[row], error * rows.InverseLengths[row]);
    }

    /// <summary>A number that orders rows by distance, from sums in double; not comparable with an estimate.</summary>
    private double Measure(int row, ReadOnlySpan<float> query) => metric == NeighborMetric.Euclidean
        ? DoubleSums.SquaredDifferences(query, rows[row])
        : -DoubleSums.Products(query, rows[row]) * rows.InverseLengths[row];
}
