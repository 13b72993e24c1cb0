using System.Numerics;

namespace Graft;

/// <summary>McNemar's test of two classifiers on the same samples, in its exact form: the sign test on those that only one recognises.</summary>
internal static class ExactMcNemar
{
    /// <summary>How probable it is that they divide so unevenly, or more so, either way, if each falls to either classifier by the toss of a coin.</summary>
    /// <param name="one">Samples that only one recognises, at least 0.</param>
    /// <param name="other">Samples that only the other recognises, at least 0.</param>
    /// <returns>0 to 1; 0 only where it is below what a double can hold.</returns>
    public static double PValue(int one, int other)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(one);
        ArgumentOutOfRangeException.ThrowIfNegative(other);
        var (count, smaller) = (one + other, Math.Min(one, other));
        if (one == other)
            return 1;
        // Whole numbers are exact, and quick enough for some 100,000 samples.
        var (ways, sum) = (BigInteger.One, BigInteger.One);
        for (var i = 1; i <= smaller; i++)
        {
            ways = ways * (count - i + 1) / i;
            sum += ways;
        }

        // 2 * sum / 2^count, of which a double holds the first 64 bits.
        var spare = Math.Max(0, (int)sum.GetBitLength() - 64);
        return Math.ScaleB((double)(sum >> spare), spare + 1 - count);
    }
}
