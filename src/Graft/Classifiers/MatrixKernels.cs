using System.Runtime.Intrinsics;

namespace Graft;

/// <summary>
/// The two matrix products of a linear model, on blocks that fit the cache. Products are float32 within a block of at
/// most a thousand or so terms; what leaves it is added up in double. Callers choose the blocks, so that sums
/// are made in the same order however many threads there are.
/// </summary>
internal static unsafe class MatrixKernels
{
    /// <summary>Counts of classes must be padded to a multiple of this.</summary>
    public const int ClassTile = 4;

    /// <summary>The least multiple of <see cref="ClassTile"/> that is at least <paramref name="count"/>.</summary>
    public static int Padded(int count) => (count + ClassTile - 1) / ClassTile * ClassTile;

    /// <summary>products[r, k] += sum over j of rows[r, j] * weights[k, j].</summary>
    /// <param name="rows">Shape (rowCount, length), row-major with the given stride.</param>
    /// <param name="rowStride">Distance between rows, in elements.</param>
    /// <param name="rowCount">Any number.</param>
    /// <param name="weights">Shape (classCount, length), row-major with the given stride.</param>
    /// <param name="weightStride">Distance between weight rows, in elements.</param>
    /// <param name="classCount">A multiple of <see cref="ClassTile"/>.</param>
    /// <param name="length">Terms in each sum, at most about a thousand for float32 sums to be good.</param>
    /// <param name="products">Shape (rowCount, classCount), row-major with the given stride.</param>
    /// <param name="productStride">Distance between product rows, in elements.</param>
    public static void AddDotProducts(
        float* rows, nint rowStride, int rowCount,
        float* weights, nint weightStride, int classCount,
        int length, double* products, nint productStride)
    {
        if (Vector512.IsHardwareAccelerated)
            DotProductKernel<Simd512, Vector512<float>>.Add(rows, rowStride, rowCount, weights, weightStride, classCount, length, products, productStride);
        else if (Vector256.IsHardwareAccelerated)
            DotProductKernel<Simd256, Vector256<float>>.Add(rows, rowStride, rowCount, weights, weightStride, classCount, length, products, productStride);
        else
            DotProductKernel<Simd128, Vector128<float>>.Add(rows, rowStride, rowCount, weights, weightStride, classCount, length, products, productStride);
    }

    /// <summary>sums[k, j] += sum over r of coefficients[r, k] * rows[r, j].</summary>
    /// <param name="coefficients">Shape (rowCount, classCount rounded up to <see cref="ClassTile"/>), row-major with the given stride.</param>
    /// <param name="coefficientStride">Distance between coefficient rows, in elements.</param>
    /// <param name="classCount">Any number.</param>
    /// <param name="rows">Shape (rowCount, length), row-major with the given stride.</param>
    /// <param name="rowStride">Distance between rows, in elements.</param>
    /// <param name="rowCount">Terms in each sum, at most about a thousand for float32 sums to be good.</param>
    /// <param name="length">Number of columns; any.</param>
    /// <param name="sums">Shape (classCount, length), row-major with the given stride.</param>
    /// <param name="sumStride">Distance between rows of sums, in elements.</param>
    public static void AddCombinations(
        float* coefficients, nint coefficientStride, int classCount,
        float* rows, nint rowStride, int rowCount,
        int length, double* sums, nint sumStride)
    {
        if (Vector512.IsHardwareAccelerated)
            CombinationKernel<Simd512, Vector512<float>>.Add(coefficients, coefficientStride, classCount, rows, rowStride, rowCount, length, sums, sumStride);
        else if (Vector256.IsHardwareAccelerated)
            CombinationKernel<Simd256, Vector256<float>>.Add(coefficients, coefficientStride, classCount, rows, rowStride, rowCount, length, sums, sumStride);
        else
            CombinationKernel<Simd128, Vector128<float>>.Add(coefficients, coefficientStride, classCount, rows, rowStride, rowCount, length, sums, sumStride);
    }
}
