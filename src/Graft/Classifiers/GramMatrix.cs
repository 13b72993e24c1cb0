using System.Buffers;

namespace Graft;

/// <summary>The inner products of all pairs of feature rows.</summary>
internal static unsafe class GramMatrix
{
    private const int RowBlock = 96;
    private const int ColumnBlock = 512;

    /// <summary>X X^T, shape (N, N), row-major and exactly symmetric; float32 within 512 columns, then double.</summary>
    public static float[] Of(CenteredFeatures features, ParallelOptions parallel)
    {
        var gram = new float[checked(features.RowCount * features.RowCount)];
        var blocks = (features.RowCount + RowBlock - 1) / RowBlock;
        Parallel.For(0, blocks * (blocks + 1) / 2, parallel, index =>
        {
            // Pairs (i, j) with j <= i, counted row by row.
            var i = (int)((Math.Sqrt(8.0 * index + 1) - 1) / 2);
            AddPair(features, i * RowBlock, (index - i * (i + 1) / 2) * RowBlock, gram);
        });
        return gram;
    }

    private static void AddPair(CenteredFeatures features, int top, int left, float[] gram)
    {
        var n = features.RowCount;
        var (height, width) = (Math.Min(RowBlock, n - top), Math.Min(RowBlock, n - left));
        var block = ArrayPool<float>.Shared.Rent(2 * RowBlock * ColumnBlock);
        var sums = ArrayPool<double>.Shared.Rent(RowBlock * RowBlock);
        sums.AsSpan().Clear();
        fixed (float* a = block)
        fixed (double* products = sums)
        {
            var b = top == left ? a : a + RowBlock * ColumnBlock;
            for (var column = 0; column < features.ColumnCount; column += ColumnBlock)
            {
                var columnCount = Math.Min(ColumnBlock, features.ColumnCount - column);
                features.CopyBlock(top, height, column, columnCount, block, ColumnBlock);
                if (a != b)
                    features.CopyBlock(left, width, column, columnCount, block.AsSpan(RowBlock * ColumnBlock), ColumnBlock);
                MatrixKernels.AddDotProducts(
                    a, ColumnBlock, height, b, ColumnBlock, MatrixKernels.Padded(width), columnCount, products, RowBlock);
            }
        }

        for (var r = 0; r < height; r++)
        {
            for (var c = 0; c < width && left + c <= top + r; c++)
                gram[(top + r) * n + left + c] = gram[(left + c) * n + top + r] = (float)sums[r * RowBlock + c];
        }

        ArrayPool<double>.Shared.Return(sums);
        ArrayPool<float>.Shared.Return(block);
    }
}
