namespace Graft;

/// <summary>Mixes whole rows; every byte is treated alike, whatever its channel.</summary>
internal static class VerticalPass
{
    /// <summary>Computes some of the target rows that <paramref name="weights"/> describe.</summary>
    /// <param name="source">At least the rows that the weights of those target rows name.</param>
    /// <param name="rowBytes">Bytes to compute in each row.</param>
    /// <param name="weights">The weights of all target rows.</param>
    /// <param name="first">First target row.</param>
    /// <param name="count">Number of target rows.</param>
    /// <param name="target">Where target row <paramref name="first"/> and those after it go.</param>
    /// <param name="vectorised">False for the plain loop.</param>
    public static void Run(
        PixelRows source, int rowBytes, ResampleWeights weights, int first, int count, PixelTarget target, bool vectorised)
    {
        // Rows shorter than one register go the plain way.
        vectorised &= rowBytes >= VerticalPassAvx2.ChunkBytes;
        for (var i = 0; i < count; i++)
        {
            var y = first + i;
            var rows = new PixelRows(source.Bytes[source.Offset(weights.Starts[y])..], source.Stride);
            var output = target.Bytes.Slice(i * target.Stride, rowBytes);
            if (vectorised)
                VerticalPassAvx2.Row(rows, weights.Counts[y], weights.Halves.Slice(y * weights.Taps, weights.Taps), output);
            else
                Row(rows, weights.Weights.Slice(y * weights.Taps, weights.Counts[y]), output);
        }
    }

    private static void Row(PixelRows rows, ReadOnlySpan<int> weights, Span<byte> target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            var sum = ResampleWeights.Half;
            var offset = x;
            for (var tap = 0; tap < weights.Length; tap++, offset += rows.Stride)
                sum += rows.Bytes[offset] * weights[tap];
            target[x] = ResampleWeights.ToPixel(sum);
        }
    }
}
