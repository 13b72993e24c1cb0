using System.Numerics;

namespace Graft;

/// <summary>The middle value, or the mean of the two in the middle.</summary>
internal static class Median
{
    /// <param name="values">At least one, in any order.</param>
    public static double Of<T>(ReadOnlySpan<T> values)
        where T : INumber<T>
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return (double.CreateChecked(sorted[(sorted.Length - 1) / 2]) + double.CreateChecked(sorted[sorted.Length / 2])) / 2;
    }

    /// <param name="values">At least one, in any order.</param>
    public static double Of(IEnumerable<double> values) => Of<double>([.. values]);
}
