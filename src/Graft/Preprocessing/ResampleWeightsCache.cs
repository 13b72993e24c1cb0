namespace Graft;

/// <summary>
/// Recently used weights. Photos of one data set share few sizes, and Lanczos weights cost as much as the resize itself
/// (two sines each). Bounded to <see cref="SlotCount"/> tables; two axes that fall in one slot evict each other.
/// </summary>
internal static class ResampleWeightsCache
{
    private const int SlotCount = 64;

    // Larger tables are rare and cheap beside the pictures that need them.
    private const int LargestKept = 1 << 15;

    private static readonly Entry?[] Slots = new Entry?[SlotCount];

    /// <summary>The weights of <paramref name="axis"/>, computed unless they are kept. Safe from any thread.</summary>
    public static ResampleWeights Get(ResampleAxis axis)
    {
        // Parts of pictures are drawn at random; they hardly come again, and would evict what does.
        if (!axis.IsWhole)
            return new ResampleWeights(axis);
        // Unlike the record's own hash code this mixes all bits down; common sizes differ by multiples of 64.
        var hash = (uint)HashCode.Combine(axis.SourceLength, axis.FullLength, axis.First, axis.Length, axis.Interpolation);
        ref var slot = ref Slots[hash % SlotCount];
        if (Volatile.Read(ref slot) is { } entry && entry.Axis == axis)
            return entry.Weights;

        var weights = new ResampleWeights(axis);
        if (weights.Weights.Length <= LargestKept)
            Volatile.Write(ref slot, new Entry(axis, weights));
        return weights;
    }

    private sealed record Entry(ResampleAxis Axis, ResampleWeights Weights);
}
