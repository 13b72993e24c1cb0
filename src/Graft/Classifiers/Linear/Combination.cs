using System.Buffers;

namespace Graft;

/// <summary>Sums of rows, each times a coefficient, for several sets of coefficients at once.</summary>
internal static unsafe class Combination
{
    // Blocks that stay in the second-level cache together with their coefficients.
    private const int RowTile = 256;
    private const int ColumnTile = 96;

    /// <summary>sums[k, j] += sum over the rows r of a block of coefficients[r, k] * X[r, j]; threads share out columns.</summary>
    /// <param name="matrix">X.</param>
    /// <param name="block">The rows.</param>
    /// <param name="coefficients">Those of all rows of X, shape (N, padded K), row-major.</param>
    /// <param name="count">K.</param>
    /// <param name="sums">Shape (K, padded D), row-major.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public static void AddBlock(DesignMatrix matrix, FeatureBlock block, float[] coefficients, int count, double[] sums, ParallelOptions parallel) =>
        Parallel.For(0, (matrix.ColumnCount + ColumnTile - 1) / ColumnTile, parallel, tile =>
            AddTile(matrix, block, coefficients, count, tile * ColumnTile, sums));

    /// <summary>The sums over all rows, in one pass.</summary>
    public static double[] OfAll(DesignMatrix matrix, float[] coefficients, int count, ParallelOptions parallel)
    {
        var sums = new double[checked(count * MatrixKernels.Padded(matrix.ColumnCount))];
        foreach (var block in matrix.Blocks())
            AddBlock(matrix, block, coefficients, count, sums, parallel);
        return sums;
    }

    private static void AddTile(DesignMatrix matrix, FeatureBlock block, float[] coefficients, int count, int column, double[] sums)
    {
        var (padded, sumStride) = (MatrixKernels.Padded(count), MatrixKernels.Padded(matrix.ColumnCount));
        var columnCount = Math.Min(ColumnTile, matrix.ColumnCount - column);
        var tile = ArrayPool<float>.Shared.Rent(RowTile * ColumnTile);
        fixed (float* x = tile, c = coefficients)
        fixed (double* target = sums)
        {
            for (var row = 0; row < block.RowCount; row += RowTile)
            {
                var rowCount = Math.Min(RowTile, block.RowCount - row);
                matrix.CopyTile(block.Values.Span, row, rowCount, column, columnCount, tile, ColumnTile);
                MatrixKernels.AddProduct(
                    c + (nint)(block.FirstRow + row) * padded, 1, padded, count,
                    x, ColumnTile, rowCount, MatrixKernels.Padded(columnCount), target + column, sumStride);
            }
        }

        ArrayPool<float>.Shared.Return(tile);
    }
}
