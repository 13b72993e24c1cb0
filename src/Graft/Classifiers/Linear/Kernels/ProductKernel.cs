using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>
/// <see cref="MatrixKernels.AddProduct"/> for one register width: outer products of 4 elements of a column of a with 3
/// registers of a row of b. That takes 7 loads for 12 multiply-adds, no sum across a register, and the 16 registers of AVX2.
/// </summary>
internal static unsafe class ProductKernel<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : unmanaged
{
    private const int RowTile = 4;

    public static void Add(
        float* a, nint aStride, nint aStep, int rowCount,
        float* b, nint bStride, int depth, int columnCount,
        double* c, nint cStride)
    {
        for (var i = 0; i < rowCount; i += RowTile)
        {
            // The last tile repeats its last row rather than reading past the end; what comes of that is not stored.
            var active = Math.Min(RowTile, rowCount - i);
            var rows = new Rows(a + i * aStride, aStride, aStep, active);
            var target = c + i * cStride;
            nint j = 0;
            for (; j <= columnCount - 3 * TSimd.Width; j += 3 * TSimd.Width)
                AddThree(rows, b + j, bStride, depth, target + j, cStride);
            if (j <= columnCount - 2 * TSimd.Width)
            {
                AddTwo(rows, b + j, bStride, depth, target + j, cStride);
                j += 2 * TSimd.Width;
            }

            if (j <= columnCount - TSimd.Width)
                AddOne(rows, b + j, bStride, depth, target + j, cStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddThree(Rows rows, float* b, nint bStride, int depth, double* c, nint cStride)
    {
        float* a0 = rows.Row0, a1 = rows.Row1, a2 = rows.Row2, a3 = rows.Row3;
        TVector s00 = default, s01 = default, s02 = default;
        TVector s10 = default, s11 = default, s12 = default;
        TVector s20 = default, s21 = default, s22 = default;
        TVector s30 = default, s31 = default, s32 = default;
        nint place = 0;
        for (var k = 0; k < depth; k++, place += rows.Step, b += bStride)
        {
            var b0 = TSimd.Load(b);
            var b1 = TSimd.Load(b + TSimd.Width);
            var b2 = TSimd.Load(b + 2 * TSimd.Width);
            var x = TSimd.Broadcast(a0[place]);
            s00 = TSimd.MultiplyAdd(x, b0, s00);
            s01 = TSimd.MultiplyAdd(x, b1, s01);
            s02 = TSimd.MultiplyAdd(x, b2, s02);
            x = TSimd.Broadcast(a1[place]);
            s10 = TSimd.MultiplyAdd(x, b0, s10);
            s11 = TSimd.MultiplyAdd(x, b1, s11);
            s12 = TSimd.MultiplyAdd(x, b2, s12);
            x = TSimd.Broadcast(a2[place]);
            s20 = TSimd.MultiplyAdd(x, b0, s20);
            s21 = TSimd.MultiplyAdd(x, b1, s21);
            s22 = TSimd.MultiplyAdd(x, b2, s22);
            x = TSimd.Broadcast(a3[place]);
            s30 = TSimd.MultiplyAdd(x, b0, s30);
            s31 = TSimd.MultiplyAdd(x, b1, s31);
            s32 = TSimd.MultiplyAdd(x, b2, s32);
        }

        StoreRow(c, s00, s01, s02);
        if (rows.Active > 1)
            StoreRow(c + cStride, s10, s11, s12);
        if (rows.Active > 2)
            StoreRow(c + 2 * cStride, s20, s21, s22);
        if (rows.Active > 3)
            StoreRow(c + 3 * cStride, s30, s31, s32);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTwo(Rows rows, float* b, nint bStride, int depth, double* c, nint cStride)
    {
        float* a0 = rows.Row0, a1 = rows.Row1, a2 = rows.Row2, a3 = rows.Row3;
        TVector s00 = default, s01 = default, s10 = default, s11 = default;
        TVector s20 = default, s21 = default, s30 = default, s31 = default;
        nint place = 0;
        for (var k = 0; k < depth; k++, place += rows.Step, b += bStride)
        {
            var b0 = TSimd.Load(b);
            var b1 = TSimd.Load(b + TSimd.Width);
            var x = TSimd.Broadcast(a0[place]);
            s00 = TSimd.MultiplyAdd(x, b0, s00);
            s01 = TSimd.MultiplyAdd(x, b1, s01);
            x = TSimd.Broadcast(a1[place]);
            s10 = TSimd.MultiplyAdd(x, b0, s10);
            s11 = TSimd.MultiplyAdd(x, b1, s11);
            x = TSimd.Broadcast(a2[place]);
            s20 = TSimd.MultiplyAdd(x, b0, s20);
            s21 = TSimd.MultiplyAdd(x, b1, s21);
            x = TSimd.Broadcast(a3[place]);
            s30 = TSimd.MultiplyAdd(x, b0, s30);
            s31 = TSimd.MultiplyAdd(x, b1, s31);
        }

        AddOne(rows, c, cStride, s00, s10, s20, s30);
        AddOne(rows, c + TSimd.Width, cStride, s01, s11, s21, s31);
    }

    /// <summary>Two sums for each element, of even and of odd terms: a multiply-add has to wait for the one before in the same sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne(Rows rows, float* b, nint bStride, int depth, double* c, nint cStride)
    {
        float* a0 = rows.Row0, a1 = rows.Row1, a2 = rows.Row2, a3 = rows.Row3;
        TVector s0 = default, s1 = default, s2 = default, s3 = default;
        TVector t0 = default, t1 = default, t2 = default, t3 = default;
        nint place = 0;
        var k = 0;
        for (; k < depth - 1; k += 2, place += 2 * rows.Step, b += 2 * bStride)
        {
            var even = TSimd.Load(b);
            var odd = TSimd.Load(b + bStride);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[place]), even, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[place]), even, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[place]), even, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[place]), even, s3);
            t0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[place + rows.Step]), odd, t0);
            t1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[place + rows.Step]), odd, t1);
            t2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[place + rows.Step]), odd, t2);
            t3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[place + rows.Step]), odd, t3);
        }

        if (k < depth)
        {
            var last = TSimd.Load(b);
            s0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[place]), last, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[place]), last, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[place]), last, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[place]), last, s3);
        }

        AddOne(rows, c, cStride, s0, s1, s2, s3);
        AddOne(rows, c, cStride, t0, t1, t2, t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(double* c, TVector s0, TVector s1, TVector s2)
    {
        TSimd.AddTo(c, s0);
        TSimd.AddTo(c + TSimd.Width, s1);
        TSimd.AddTo(c + 2 * TSimd.Width, s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne(Rows rows, double* c, nint cStride, TVector s0, TVector s1, TVector s2, TVector s3)
    {
        TSimd.AddTo(c, s0);
        if (rows.Active > 1)
            TSimd.AddTo(c + cStride, s1);
        if (rows.Active > 2)
            TSimd.AddTo(c + 2 * cStride, s2);
        if (rows.Active > 3)
            TSimd.AddTo(c + 3 * cStride, s3);
    }

    private readonly struct Rows(float* first, nint stride, nint step, int active)
    {
        public readonly float* Row0 = first;
        public readonly float* Row1 = active > 1 ? first + stride : first;
        public readonly float* Row2 = active > 2 ? first + 2 * stride : first;
        public readonly float* Row3 = active > 3 ? first + 3 * stride : first;
        public readonly nint Step = step;
        public readonly int Active = active;
    }
}
