using System.Buffers;

namespace Graft;

/// <summary>The training rows of a nearest neighbours classifier, and what is known of each of them beforehand.</summary>
internal sealed class NeighborRows
{
    // Partial sums of this many float32 products are added up in double.
    private const int ColumnBlock = 256;

    // Training rows that stay in the second-level cache, a block of columns of them, while all queries meet them.
    private const int RowBlock = 64;

    private readonly float[] _values;

    /// <summary>Takes over scaled rows.</summary>
    /// <param name="values">Shape (labels.Length, featureCount), row-major.</param>
    /// <param name="labels">Label of each row.</param>
    /// <param name="featureCount">Values per row.</param>
    public NeighborRows(float[] values, int[] labels, int featureCount)
    {
        (_values, Labels, FeatureCount) = (values, labels, featureCount);
        Squares = new double[labels.Length];
        InverseLengths = new double[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            Squares[i] = DoubleSums.Squares(this[i]);
            InverseLengths[i] = Squares[i] > 0 ? 1 / Math.Sqrt(Squares[i]) : 0;
        }
    }

    public int[] Labels { get; }

    public int FeatureCount { get; }

    public int Count => Labels.Length;

    /// <summary>Squared Euclidean length of each row.</summary>
    public double[] Squares { get; }

    /// <summary>1 / Euclidean length of each row; 0 for a row of zeros, so that its cosine is 0 with every row.</summary>
    public double[] InverseLengths { get; }

    /// <summary>Shape (Count, FeatureCount), row-major.</summary>
    public ReadOnlyMemory<float> Values => _values;

    public ReadOnlySpan<float> this[int row] => _values.AsSpan(row * FeatureCount, FeatureCount);

    /// <summary>Products of queries with all training rows, as good as float32 sums are.</summary>
    /// <param name="queries">Shape (queryCount, FeatureCount), row-major.</param>
    /// <param name="queryCount">Number of queries.</param>
    /// <param name="products">Shape (queryCount, Count), row-major; overwritten.</param>
    public unsafe void Multiply(ReadOnlySpan<float> queries, int queryCount, Span<double> products)
    {
        var stride = MatrixKernels.Padded(queryCount);
        var transposed = ArrayPool<float>.Shared.Rent(FeatureCount * stride);
        Transpose(queries, queryCount, transposed, stride);
        var sums = ArrayPool<double>.Shared.Rent(RowBlock * stride);
        fixed (float* x = transposed, t = _values)
        fixed (double* target = sums)
        {
            for (var row = 0; row < Count; row += RowBlock)
            {
                var rowCount = Math.Min(RowBlock, Count - row);
                sums.AsSpan(0, rowCount * stride).Clear();
                for (var column = 0; column < FeatureCount; column += ColumnBlock)
                {
                    MatrixKernels.AddProduct(
                        t + (nint)row * FeatureCount + column, FeatureCount, 1, rowCount,
                        x + (nint)column * stride, stride, Math.Min(ColumnBlock, FeatureCount - column), stride, target, stride);
                }

                for (var query = 0; query < queryCount; query++)
                {
                    for (var r = 0; r < rowCount; r++)
                        products[query * Count + row + r] = sums[r * stride + query];
                }
            }
        }

        ArrayPool<double>.Shared.Return(sums);
        ArrayPool<float>.Shared.Return(transposed);
    }

    private void Transpose(ReadOnlySpan<float> queries, int queryCount, Span<float> transposed, int stride)
    {
        transposed[..(FeatureCount * stride)].Clear();
        for (var query = 0; query < queryCount; query++)
        {
            for (var j = 0; j < FeatureCount; j++)
                transposed[j * stride + query] = queries[query * FeatureCount + j];
        }
    }
}
