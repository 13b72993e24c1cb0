using System.Buffers;
using System.Numerics;

namespace Graft;

/// <summary>
/// Feature rows seen with their mean taken away and, when asked for, divided by their standard deviation, block by block:
/// no copy of the whole matrix is made. Centring changes no optimum, because intercepts are not penalised, but spares the
/// optimiser the one long direction that the mean of non-negative features makes.
/// </summary>
internal sealed class CenteredFeatures
{
    private const int ColumnBlock = 512;

    // Blocks that stay in the second-level cache together with their coefficients.
    private const int CombineRows = 256;
    private const int CombineColumns = 96;

    private readonly ReadOnlyMemory<float> _features;

    // Float32 on purpose: what is subtracted from the features is exactly what is mapped back into the intercepts.
    private readonly float[] _center;
    private readonly float[] _inverseScale;

    public CenteredFeatures(FeatureSet set, bool standardize, ParallelOptions parallel)
    {
        (RowCount, ColumnCount, _features) = (set.SampleCount, set.FeatureCount, set.Features);
        _center = new float[ColumnCount];
        _inverseScale = new float[ColumnCount];
        Array.Fill(_inverseScale, 1);
        Parallel.For(0, (ColumnCount + ColumnBlock - 1) / ColumnBlock, parallel, block =>
            Measure(block * ColumnBlock, Math.Min(ColumnBlock, ColumnCount - block * ColumnBlock), standardize));
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    /// <summary>Writes a block of the matrix, shape (rowCount, columnCount), row-major with <paramref name="stride"/>.</summary>
    public void CopyBlock(int firstRow, int rowCount, int firstColumn, int columnCount, Span<float> block, int stride)
    {
        var center = _center.AsSpan(firstColumn, columnCount);
        var inverseScale = _inverseScale.AsSpan(firstColumn, columnCount);
        for (var r = 0; r < rowCount; r++)
        {
            var source = Row(firstRow + r).Slice(firstColumn, columnCount);
            var target = block.Slice(r * stride, columnCount);
            var wide = columnCount - columnCount % Vector<float>.Count;
            for (var j = 0; j < wide; j += Vector<float>.Count)
            {
                var value = new Vector<float>(source[j..]) - new Vector<float>(center[j..]);
                (value * new Vector<float>(inverseScale[j..])).CopyTo(target[j..]);
            }

            for (var j = wide; j < columnCount; j++)
                target[j] = (source[j] - center[j]) * inverseScale[j];
        }
    }

    /// <summary>sums[k, j] += sum over r of coefficients[r, k] * X[r, j]; threads share out columns.</summary>
    /// <param name="coefficients">Shape (RowCount, classCount padded for <see cref="MatrixKernels"/>), row-major.</param>
    /// <param name="classCount">Rows of the result.</param>
    /// <param name="sums">Shape (classCount, ColumnCount), row-major.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public void Combine(float[] coefficients, int classCount, double[] sums, ParallelOptions parallel) =>
        Parallel.For(0, (ColumnCount + CombineColumns - 1) / CombineColumns, parallel, block =>
            CombineBlock(coefficients, classCount, block * CombineColumns, sums));

    /// <summary>Turns a weight vector and intercept for these features into one for the features as they were given.</summary>
    /// <param name="weights">ColumnCount weights; overwritten.</param>
    /// <param name="intercept">Intercept that belongs to them.</param>
    /// <returns>The intercept for raw features.</returns>
    public double MapBack(Span<double> weights, double intercept)
    {
        for (var j = 0; j < weights.Length; j++)
        {
            weights[j] *= _inverseScale[j];
            intercept -= weights[j] * _center[j];
        }

        return intercept;
    }

    private unsafe void CombineBlock(float[] coefficients, int classCount, int column, double[] sums)
    {
        var stride = MatrixKernels.Padded(classCount);
        var columnCount = Math.Min(CombineColumns, ColumnCount - column);
        var block = ArrayPool<float>.Shared.Rent(CombineRows * CombineColumns);
        fixed (float* x = block, c = coefficients)
        fixed (double* target = sums)
        {
            for (var row = 0; row < RowCount; row += CombineRows)
            {
                var rowCount = Math.Min(CombineRows, RowCount - row);
                CopyBlock(row, rowCount, column, columnCount, block, CombineColumns);
                MatrixKernels.AddCombinations(
                    c + (nint)row * stride, stride, classCount, x, CombineColumns, rowCount, columnCount, target + column, ColumnCount);
            }
        }

        ArrayPool<float>.Shared.Return(block);
    }

    private ReadOnlySpan<float> Row(int row) => _features.Span.Slice(row * ColumnCount, ColumnCount);

    private void Measure(int firstColumn, int columnCount, bool standardize)
    {
        Span<double> mean = stackalloc double[columnCount];
        for (var r = 0; r < RowCount; r++)
        {
            var row = Row(r).Slice(firstColumn, columnCount);
            for (var j = 0; j < columnCount; j++)
                mean[j] += row[j];
        }

        for (var j = 0; j < columnCount; j++)
        {
            mean[j] /= RowCount;
            _center[firstColumn + j] = (float)mean[j];
        }

        if (!standardize)
            return;
        Span<double> variance = stackalloc double[columnCount];
        for (var r = 0; r < RowCount; r++)
        {
            var row = Row(r).Slice(firstColumn, columnCount);
            for (var j = 0; j < columnCount; j++)
                variance[j] += (row[j] - mean[j]) * (row[j] - mean[j]);
        }

        for (var j = 0; j < columnCount; j++)
            _inverseScale[firstColumn + j] = InverseScale(mean[j], variance[j] / RowCount);
    }

    /// <summary>1 for a feature that is constant up to rounding, by scikit-learn's bound (Chan, Golub and LeVeque 1983).</summary>
    private float InverseScale(double mean, double variance)
    {
        const double Epsilon = 2.220446049250313e-16;
        var rounding = RowCount * mean * Epsilon;
        var isConstant = variance <= RowCount * Epsilon * variance + rounding * rounding;
        return isConstant ? 1 : (float)(1 / Math.Sqrt(variance));
    }
}
