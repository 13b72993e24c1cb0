namespace Graft;

/// <summary>
/// How often values of one tensor are how large: least and largest value, and a histogram of magnitudes that widens as
/// larger ones come, by joining its bins in pairs, so that one pass suffices. Not safe for several threads.
/// </summary>
internal sealed class ActivationHistogram
{
    public const int BinCount = 2048;

    private readonly long[] _bins = new long[BinCount];
    private double _width;

    /// <summary>Least value, or 0.</summary>
    public float Low { get; private set; }

    /// <summary>Largest value, or 0.</summary>
    public float High { get; private set; }

    /// <summary>Values so far.</summary>
    public long Count { get; private set; }

    /// <summary>How many values were 0 exactly; no bin counts them.</summary>
    public long ZeroCount { get; private set; }

    /// <summary>Bin i counts magnitudes from i to i + 1 times <see cref="BinWidth"/>, but for 0 itself.</summary>
    public IReadOnlyList<long> Bins => _bins;

    /// <summary>0 as long as all values are.</summary>
    public double BinWidth => _width;

    /// <summary>Adds values, all of them finite.</summary>
    /// <returns>Whether they are.</returns>
    public bool Add(ReadOnlySpan<float> values)
    {
        var (low, high) = (Low, High);
        foreach (var value in values)
        {
            // Also false where one is not a number.
            if (!(Math.Abs(value) <= float.MaxValue))
                return false;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        (Low, High) = (low, high);
        Count += values.Length;
        Widen(Math.Max(-(double)low, high));
        if (_width == 0)
        {
            ZeroCount += values.Length;
            return true;
        }

        var perWidth = (float)(1 / _width);
        var zeros = 0L;
        foreach (var value in values)
        {
            if (value == 0)
                zeros++;
            else
                _bins[Math.Min((int)(Math.Abs(value) * perWidth), BinCount - 1)]++;
        }

        ZeroCount += zeros;
        return true;
    }

    private void Widen(double magnitude)
    {
        if (magnitude == 0)
            return;
        if (_width == 0)
            _width = Math.Max(magnitude / BinCount, double.Epsilon * BinCount);
        while (magnitude > _width * BinCount)
        {
            for (var i = 0; i < BinCount / 2; i++)
                _bins[i] = _bins[2 * i] + _bins[2 * i + 1];
            Array.Clear(_bins, BinCount / 2, BinCount / 2);
            _width *= 2;
        }
    }
}
