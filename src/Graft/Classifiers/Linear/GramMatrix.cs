using System.Buffers;

namespace Graft;

/// <summary>The inner products of all pairs of feature rows.</summary>
internal static unsafe class GramMatrix
{
    /// <summary>Columns that are taken at a time.</summary>
    public const int UsualColumns = 2048;

    /// <summary>What may be chosen where memory is short; fewer make no sense beside what is read for a row of a file anyway.</summary>
    public static readonly int[] ColumnChoices = [UsualColumns, 512, 128];

    // Terms that are summed in float32, and a panel of so many columns stays in the first-level cache.
    private const int DepthTile = 128;

    /// <summary>X X^T, shape (N, N), row-major and exactly symmetric; float32 within 128 columns, then double.</summary>
    /// <param name="matrix">X.</param>
    /// <param name="columnsAtATime">How many columns are packed at a time.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    /// <param name="extraRows">Rows and columns of zeros at the end, which something else is put into.</param>
    public static float[] Of(DesignMatrix matrix, int columnsAtATime, ParallelOptions parallel, int extraRows = 0)
    {
        var n = matrix.RowCount;
        var stride = n + extraRows;
        var gram = new float[checked(stride * stride)];
        var columns = new DesignColumns(matrix, columnsAtATime);
        for (var first = 0; first < matrix.ColumnCount; first += columns.ColumnsAtATime)
        {
            var count = Math.Min(columns.ColumnsAtATime, matrix.ColumnCount - first);
            columns.Load(first, count, parallel);
            // The last rows have the most pairs, and go first.
            Parallel.For(0, columns.PanelCount, parallel, panel => AddPanel(columns, columns.PanelCount - 1 - panel, count, gram, stride, n));
        }

        Parallel.For(0, n, parallel, row =>
        {
            for (var column = row + 1; column < n; column++)
                gram[row * stride + column] = gram[column * stride + row];
        });
        return gram;
    }

    /// <summary>The products of one panel's rows with all rows up to its own.</summary>
    private static void AddPanel(DesignColumns columns, int panel, int columnCount, float[] gram, int stride, int n)
    {
        const int Size = DesignColumns.PanelRows;
        var (top, height) = (panel * Size, Math.Min(Size, n - panel * Size));
        var sums = ArrayPool<double>.Shared.Rent(Size * Size);
        var panels = columns.Panels.Pointer;
        fixed (double* products = sums)
        {
            for (var other = 0; other <= panel; other++)
            {
                sums.AsSpan(0, Size * Size).Clear();
                for (var depth = 0; depth < columnCount; depth += DepthTile)
                {
                    MatrixKernels.AddProduct(
                        panels + (nint)panel * columns.PanelStride + depth * Size, 1, Size, height,
                        panels + (nint)other * columns.PanelStride + depth * Size, Size, Math.Min(DepthTile, columnCount - depth), Size,
                        products, Size);
                }

                Add(sums, gram, stride, top, height, other * Size);
            }
        }

        ArrayPool<double>.Shared.Return(sums);
    }

    /// <summary>Only what is not above the diagonal.</summary>
    private static void Add(double[] sums, float[] gram, int stride, int top, int height, int left)
    {
        for (var r = 0; r < height; r++)
        {
            var count = Math.Min(DesignColumns.PanelRows, top + r - left + 1);
            var target = gram.AsSpan((top + r) * stride + left, count);
            for (var c = 0; c < count; c++)
                target[c] = (float)(target[c] + sums[r * DesignColumns.PanelRows + c]);
        }
    }
}
