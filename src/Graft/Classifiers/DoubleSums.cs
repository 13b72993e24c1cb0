using System.Numerics;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Sums over feature rows, every term of them in double, so that no size of a feature overflows or vanishes.</summary>
internal static class DoubleSums
{
    /// <summary>Sum of squares.</summary>
    public static double Squares(ReadOnlySpan<float> row) => Products(row, row);

    /// <summary>Sum of products.</summary>
    public static double Products(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var wideA = MemoryMarshal.Cast<float, Vector<float>>(a);
        var wideB = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<double> low = default, high = default;
        for (var i = 0; i < wideA.Length; i++)
        {
            Vector.Widen(wideA[i], out var lowA, out var highA);
            Vector.Widen(wideB[i], out var lowB, out var highB);
            low += lowA * lowB;
            high += highA * highB;
        }

        var sum = Vector.Sum(low + high);
        for (var i = wideA.Length * Vector<float>.Count; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>Sum of squares of scaleA * a - scaleB * b.</summary>
    public static double SquaredDifferences(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double scaleA = 1, double scaleB = 1)
    {
        var wideA = MemoryMarshal.Cast<float, Vector<float>>(a);
        var wideB = MemoryMarshal.Cast<float, Vector<float>>(b);
        var (factorA, factorB) = (new Vector<double>(scaleA), new Vector<double>(scaleB));
        Vector<double> low = default, high = default;
        for (var i = 0; i < wideA.Length; i++)
        {
            Vector.Widen(wideA[i], out var lowA, out var highA);
            Vector.Widen(wideB[i], out var lowB, out var highB);
            var (lowDifference, highDifference) = (lowA * factorA - lowB * factorB, highA * factorA - highB * factorB);
            low += lowDifference * lowDifference;
            high += highDifference * highDifference;
        }

        var sum = Vector.Sum(low + high);
        for (var i = wideA.Length * Vector<float>.Count; i < a.Length; i++)
            sum += (a[i] * scaleA - b[i] * scaleB) * (a[i] * scaleA - b[i] * scaleB);
        return sum;
    }
}
