using System.Numerics;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Looks for NaN and infinity.</summary>
internal static class FiniteCheck
{
    /// <summary>Whether every value is a finite number.</summary>
    public static bool AllFinite(ReadOnlySpan<float> values)
    {
        // x - x is 0 for finite x and NaN otherwise, and NaN stays in the sum.
        var sum = Vector<float>.Zero;
        foreach (var vector in MemoryMarshal.Cast<float, Vector<float>>(values))
            sum += vector - vector;
        var rest = Vector.Sum(sum);
        foreach (var value in values[^(values.Length % Vector<float>.Count)..])
            rest += value - value;
        return rest == 0;
    }
}
