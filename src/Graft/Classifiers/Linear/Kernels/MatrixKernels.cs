using System.Runtime.Intrinsics;

namespace Graft;

/// <summary>
/// The one matrix product that everything linear is made of, on blocks that fit the cache. Products are float32 within a
/// block of at most a thousand or so terms; what leaves it is added up in double. Callers choose the blocks, so that sums
/// are made in the same order however many threads there are.
/// </summary>
internal static unsafe class MatrixKernels
{
    /// <summary>Counts of columns must be padded to a multiple of this, the floats of the widest register.</summary>
    public const int ColumnTile = 16;

    /// <summary>The least multiple of <see cref="ColumnTile"/> that is at least <paramref name="count"/>.</summary>
    public static int Padded(int count) => checked((count + ColumnTile - 1) / ColumnTile * ColumnTile);

    /// <summary>c[i, j] += sum over k of a[i, k] * b[k, j].</summary>
    /// <param name="a">Element (i, k) is at i * aStride + k * aStep.</param>
    /// <param name="aStride">Distance between rows of a, in elements; 1 when a is stored transposed.</param>
    /// <param name="aStep">Distance between elements of a row of a.</param>
    /// <param name="rowCount">Rows of a and c; any.</param>
    /// <param name="b">Shape (depth, columnCount), row-major with the given stride.</param>
    /// <param name="bStride">Distance between rows of b, in elements.</param>
    /// <param name="depth">Terms in each sum, at most about a thousand for float32 sums to be good.</param>
    /// <param name="columnCount">A multiple of <see cref="ColumnTile"/>.</param>
    /// <param name="c">Shape (rowCount, columnCount), row-major with the given stride.</param>
    /// <param name="cStride">Distance between rows of c, in elements.</param>
    public static void AddProduct(
        float* a, nint aStride, nint aStep, int rowCount,
        float* b, nint bStride, int depth, int columnCount,
        double* c, nint cStride)
    {
        if (Vector512.IsHardwareAccelerated)
            ProductKernel<Simd512, Vector512<float>>.Add(a, aStride, aStep, rowCount, b, bStride, depth, columnCount, c, cStride);
        else if (Vector256.IsHardwareAccelerated)
            ProductKernel<Simd256, Vector256<float>>.Add(a, aStride, aStep, rowCount, b, bStride, depth, columnCount, c, cStride);
        else
            ProductKernel<Simd128, Vector128<float>>.Add(a, aStride, aStep, rowCount, b, bStride, depth, columnCount, c, cStride);
    }
}
