using System.Numerics;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>The vector operations of an optimiser, in double.</summary>
internal static class VectorMath
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var wideA = MemoryMarshal.Cast<double, Vector<double>>(a);
        var wideB = MemoryMarshal.Cast<double, Vector<double>>(b);
        Vector<double> sum0 = default, sum1 = default;
        var i = 0;
        for (; i < wideA.Length - 1; i += 2)
        {
            sum0 += wideA[i] * wideB[i];
            sum1 += wideA[i + 1] * wideB[i + 1];
        }

        for (; i < wideA.Length; i++)
            sum0 += wideA[i] * wideB[i];
        var sum = Vector.Sum(sum0 + sum1);
        for (i = wideA.Length * Vector<double>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>target += factor * addend.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> addend)
    {
        var wideTarget = MemoryMarshal.Cast<double, Vector<double>>(target);
        var wideAddend = MemoryMarshal.Cast<double, Vector<double>>(addend);
        for (var i = 0; i < wideTarget.Length; i++)
            wideTarget[i] += factor * wideAddend[i];
        for (var i = wideTarget.Length * Vector<double>.Count; i < target.Length; i++)
            target[i] += factor * addend[i];
    }

    /// <summary>target += factor * addend.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<float> addend)
    {
        var i = 0;
        for (; i <= target.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(addend[i..]), out var low, out var high);
            var first = target[i..];
            var second = target[(i + Vector<double>.Count)..];
            (new Vector<double>(first) + factor * low).CopyTo(first);
            (new Vector<double>(second) + factor * high).CopyTo(second);
        }

        for (; i < target.Length; i++)
            target[i] += factor * addend[i];
    }

    /// <summary>The inner product, in double.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<float> b)
    {
        Vector<double> sum0 = default, sum1 = default;
        var i = 0;
        for (; i <= b.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(b[i..]), out var low, out var high);
            sum0 += new Vector<double>(a[i..]) * low;
            sum1 += new Vector<double>(a[(i + Vector<double>.Count)..]) * high;
        }

        var sum = Vector.Sum(sum0 + sum1);
        for (; i < b.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>result = a - b.</summary>
    public static void Subtract(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++)
            result[i] = a[i] - b[i];
    }

    public static void Scale(Span<double> target, double factor)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] *= factor;
    }
}
