using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>
/// <see cref="MatrixKernels.AddCombinations"/> for one register width. The tile of 4 classes x 3 vectors takes 7 loads for
/// 12 multiply-adds and fits the 16 registers of AVX2.
/// </summary>
internal static unsafe class CombinationKernel<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    public static void Add(
        float* coefficients, nint coefficientStride, int classCount,
        float* rows, nint rowStride, int rowCount,
        int length, double* sums, nint sumStride)
    {
        for (var k = 0; k < classCount; k += MatrixKernels.ClassTile)
        {
            var active = Math.Min(MatrixKernels.ClassTile, classCount - k);
            nint j = 0;
            for (; j <= length - 3 * TSimd.Width; j += 3 * TSimd.Width)
                AddWideTile(coefficients + k, coefficientStride, rows + j, rowStride, rowCount, active, sums + k * sumStride + j, sumStride);
            for (; j <= length - TSimd.Width; j += TSimd.Width)
                AddNarrowTile(coefficients + k, coefficientStride, rows + j, rowStride, rowCount, active, sums + k * sumStride + j, sumStride);
            for (; j < length; j++)
                AddColumn(coefficients + k, coefficientStride, rows + j, rowStride, rowCount, active, sums + k * sumStride + j, sumStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWideTile(
        float* coefficients, nint coefficientStride, float* rows, nint rowStride, int rowCount,
        int active, double* sums, nint sumStride)
    {
        TVector s00 = default, s01 = default, s02 = default;
        TVector s10 = default, s11 = default, s12 = default;
        TVector s20 = default, s21 = default, s22 = default;
        TVector s30 = default, s31 = default, s32 = default;
        for (var r = 0; r < rowCount; r++)
        {
            var x0 = TSimd.Load(rows);
            var x1 = TSimd.Load(rows + TSimd.Width);
            var x2 = TSimd.Load(rows + 2 * TSimd.Width);
            var c = TSimd.Broadcast(coefficients[0]);
            s00 = TSimd.MultiplyAdd(c, x0, s00);
            s01 = TSimd.MultiplyAdd(c, x1, s01);
            s02 = TSimd.MultiplyAdd(c, x2, s02);
            c = TSimd.Broadcast(coefficients[1]);
            s10 = TSimd.MultiplyAdd(c, x0, s10);
            s11 = TSimd.MultiplyAdd(c, x1, s11);
            s12 = TSimd.MultiplyAdd(c, x2, s12);
            c = TSimd.Broadcast(coefficients[2]);
            s20 = TSimd.MultiplyAdd(c, x0, s20);
            s21 = TSimd.MultiplyAdd(c, x1, s21);
            s22 = TSimd.MultiplyAdd(c, x2, s22);
            c = TSimd.Broadcast(coefficients[3]);
            s30 = TSimd.MultiplyAdd(c, x0, s30);
            s31 = TSimd.MultiplyAdd(c, x1, s31);
            s32 = TSimd.MultiplyAdd(c, x2, s32);
            rows += rowStride;
            coefficients += coefficientStride;
        }

        AddClass(sums, s00, s01, s02);
        if (active > 1)
            AddClass(sums + sumStride, s10, s11, s12);
        if (active > 2)
            AddClass(sums + 2 * sumStride, s20, s21, s22);
        if (active > 3)
            AddClass(sums + 3 * sumStride, s30, s31, s32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddClass(double* sums, TVector s0, TVector s1, TVector s2)
    {
        TSimd.AddTo(sums, s0);
        TSimd.AddTo(sums + TSimd.Width, s1);
        TSimd.AddTo(sums + 2 * TSimd.Width, s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNarrowTile(
        float* coefficients, nint coefficientStride, float* rows, nint rowStride, int rowCount,
        int active, double* sums, nint sumStride)
    {
        TVector s0 = default, s1 = default, s2 = default, s3 = default;
        for (var r = 0; r < rowCount; r++)
        {
            var x = TSimd.Load(rows);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(coefficients[0]), x, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(coefficients[1]), x, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(coefficients[2]), x, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(coefficients[3]), x, s3);
            rows += rowStride;
            coefficients += coefficientStride;
        }

        TSimd.AddTo(sums, s0);
        if (active > 1)
            TSimd.AddTo(sums + sumStride, s1);
        if (active > 2)
            TSimd.AddTo(sums + 2 * sumStride, s2);
        if (active > 3)
            TSimd.AddTo(sums + 3 * sumStride, s3);
    }

    private static void AddColumn(
        float* coefficients, nint coefficientStride, float* rows, nint rowStride, int rowCount,
        int active, double* sums, nint sumStride)
    {
        for (var r = 0; r < rowCount; r++)
        {
            for (var k = 0; k < active; k++)
                sums[k * sumStride] += (double)coefficients[r * coefficientStride + k] * rows[r * rowStride];
        }
    }
}
