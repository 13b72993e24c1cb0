using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>
/// <see cref="MatrixKernels.AddDotProducts"/> for one register width. The tile of 3 rows x 4 classes takes 7 loads for 12
/// multiply-adds and fits the 16 registers of AVX2.
/// </summary>
internal static unsafe class DotProductKernel<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int RowTile = 3;

    public static void Add(
        float* rows, nint rowStride, int rowCount,
        float* weights, nint weightStride, int classCount,
        int length, double* products, nint productStride)
    {
        for (var r = 0; r < rowCount; r += RowTile)
        {
            // The last tile repeats its last row rather than reading past the end; what comes of that is not stored.
            var active = Math.Min(RowTile, rowCount - r);
            var row0 = rows + r * rowStride;
            var row1 = active > 1 ? row0 + rowStride : row0;
            var row2 = active > 2 ? row1 + rowStride : row1;
            for (var k = 0; k < classCount; k += MatrixKernels.ClassTile)
                AddTile(row0, row1, row2, weights + k * weightStride, weightStride, length, active, products + r * productStride + k, productStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(
        float* row0, float* row1, float* row2, float* weight0, nint weightStride,
        int length, int active, double* products, nint productStride)
    {
        var weight1 = weight0 + weightStride;
        var weight2 = weight1 + weightStride;
        var weight3 = weight2 + weightStride;
        TVector s00 = default, s01 = default, s02 = default, s03 = default;
        TVector s10 = default, s11 = default, s12 = default, s13 = default;
        TVector s20 = default, s21 = default, s22 = default, s23 = default;
        nint j = 0;
        for (; j <= length - TSimd.Width; j += TSimd.Width)
        {
            var x0 = TSimd.Load(row0 + j);
            var x1 = TSimd.Load(row1 + j);
            var x2 = TSimd.Load(row2 + j);
            var w = TSimd.Load(weight0 + j);
            s00 = TSimd.MultiplyAdd(x0, w, s00);
            s10 = TSimd.MultiplyAdd(x1, w, s10);
            s20 = TSimd.MultiplyAdd(x2, w, s20);
            w = TSimd.Load(weight1 + j);
            s01 = TSimd.MultiplyAdd(x0, w, s01);
            s11 = TSimd.MultiplyAdd(x1, w, s11);
            s21 = TSimd.MultiplyAdd(x2, w, s21);
            w = TSimd.Load(weight2 + j);
            s02 = TSimd.MultiplyAdd(x0, w, s02);
            s12 = TSimd.MultiplyAdd(x1, w, s12);
            s22 = TSimd.MultiplyAdd(x2, w, s22);
            w = TSimd.Load(weight3 + j);
            s03 = TSimd.MultiplyAdd(x0, w, s03);
            s13 = TSimd.MultiplyAdd(x1, w, s13);
            s23 = TSimd.MultiplyAdd(x2, w, s23);
        }

        AddRow(s00, s01, s02, s03, row0, weight0, weightStride, j, length, products);
        if (active > 1)
            AddRow(s10, s11, s12, s13, row1, weight0, weightStride, j, length, products + productStride);
        if (active > 2)
            AddRow(s20, s21, s22, s23, row2, weight0, weightStride, j, length, products + 2 * productStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(
        TVector s0, TVector s1, TVector s2, TVector s3,
        float* row, float* weight, nint weightStride, nint tail, int length, double* products)
    {
        products[0] += TSimd.Sum(s0);
        products[1] += TSimd.Sum(s1);
        products[2] += TSimd.Sum(s2);
        products[3] += TSimd.Sum(s3);
        for (; tail < length; tail++)
        {
            for (var k = 0; k < MatrixKernels.ClassTile; k++)
                products[k] += (double)row[tail] * weight[k * weightStride + tail];
        }
    }
}
