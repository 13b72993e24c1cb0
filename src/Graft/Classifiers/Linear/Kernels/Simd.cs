using System.Runtime.Intrinsics;

namespace Graft;

/// <summary>
/// The four operations that the matrix kernels need, for one register width. A kernel is written once against this and
/// compiled by the JIT for each width, because <c>Vector&lt;T&gt;</c> stays at 256 bits where 512 are there.
/// </summary>
internal unsafe interface ISimd<TVector>
    where TVector : unmanaged
{
    static abstract int Width { get; }

    static abstract TVector Load(float* source);

    static abstract TVector Broadcast(float value);

    /// <summary>a * b + c; fused where the processor can, with one rounding less.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>Adds each element to the double at the same place.</summary>
    static abstract void AddTo(double* sums, TVector vector);
}

internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Width => Vector128<float>.Count;

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        Vector128.MultiplyAddEstimate(a, b, c);

    public static void AddTo(double* sums, Vector128<float> vector)
    {
        var (lower, upper) = Vector128.Widen(vector);
        (Vector128.Load(sums) + lower).Store(sums);
        (Vector128.Load(sums + 2) + upper).Store(sums + 2);
    }
}

internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Width => Vector256<float>.Count;

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.MultiplyAddEstimate(a, b, c);

    public static void AddTo(double* sums, Vector256<float> vector)
    {
        var (lower, upper) = Vector256.Widen(vector);
        (Vector256.Load(sums) + lower).Store(sums);
        (Vector256.Load(sums + 4) + upper).Store(sums + 4);
    }
}

internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    public static int Width => Vector512<float>.Count;

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.MultiplyAddEstimate(a, b, c);

    public static void AddTo(double* sums, Vector512<float> vector)
    {
        var (lower, upper) = Vector512.Widen(vector);
        (Vector512.Load(sums) + lower).Store(sums);
        (Vector512.Load(sums + 8) + upper).Store(sums + 8);
    }
}
