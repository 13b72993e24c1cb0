namespace Graft;

/// <summary>The places of a window along one side of a map.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Before">Zeros before the first value.</param>
/// <param name="After">Zeros behind the last.</param>
internal readonly record struct Window(long Count, long Before, long After)
{
    public static Window Of(long side, int size, int stride, Padding padding)
    {
        if (padding == Padding.Valid)
            return new Window(((side - size) / stride) + 1, 0, 0);
        var count = (side + stride - 1) / stride;
        var zeros = Math.Max(0, ((count - 1) * stride) + size - side);
        return new Window(count, zeros / 2, zeros - (zeros / 2));
    }

    public static long CountOfPool(long side, int size, int stride, bool roundsUp) => ((side - size + (roundsUp ? stride - 1 : 0)) / stride) + 1;
}
