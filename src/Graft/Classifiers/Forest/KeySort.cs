namespace Graft;

/// <summary>Sorts keys whose upper halves decide and whose lower halves ascend already, in a time that grows with their number alone.</summary>
internal static class KeySort
{
    // Below that, comparing is faster than counting.
    private const int FewKeys = 64;
    private const int DigitBits = 8;
    private const int Digits = 1 << DigitBits;

    /// <param name="keys">To be sorted.</param>
    /// <param name="spare">At least as long; overwritten.</param>
    public static void Sort(Span<ulong> keys, Span<ulong> spare)
    {
        if (keys.Length < FewKeys)
        {
            keys.Sort();
            return;
        }

        // Digit by digit from the lowest, each time keeping the order of equal ones; four times, so that it ends in its place.
        var from = keys;
        var to = spare[..keys.Length];
        Span<int> starts = stackalloc int[Digits];
        for (var shift = 32; shift < 64; shift += DigitBits)
        {
            starts.Clear();
            foreach (var key in from)
                starts[Digit(key, shift)]++;
            var start = 0;
            foreach (ref var count in starts)
                (count, start) = (start, start + count);
            foreach (var key in from)
                to[starts[Digit(key, shift)]++] = key;
            var swapped = from;
            from = to;
            to = swapped;
        }
    }

    private static int Digit(ulong key, int shift) => (int)(key >> shift) & (Digits - 1);
}
