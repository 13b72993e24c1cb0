namespace Graft;

/// <summary>Resizes each row by itself.</summary>
internal static class HorizontalPass
{
    private const int Channels = 3;

    /// <summary>Resizes the rows from <paramref name="firstRow"/> on.</summary>
    public static void Run(
        PixelRows source, int firstRow, int rowCount, ResampleWeights weights, PixelTarget target, bool vectorised)
    {
        if (vectorised)
        {
            HorizontalPassAvx2.Run(source, firstRow, rowCount, weights, target);
            return;
        }

        for (var y = 0; y < rowCount; y++)
            Row(source.Bytes[source.Offset(firstRow + y)..], weights, target.Bytes[(y * target.Stride)..]);
    }

    private static void Row(ReadOnlySpan<byte> source, ResampleWeights weights, Span<byte> target)
    {
        for (var x = 0; x < weights.Length; x++)
        {
            var pixels = source.Slice(weights.Starts[x] * Channels, weights.Counts[x] * Channels);
            var own = weights.Weights.Slice(x * weights.Taps, weights.Counts[x]);
            var (red, green, blue) = (ResampleWeights.Half, ResampleWeights.Half, ResampleWeights.Half);
            for (var tap = 0; tap < own.Length; tap++)
            {
                var weight = own[tap];
                red += pixels[tap * Channels] * weight;
                green += pixels[tap * Channels + 1] * weight;
                blue += pixels[tap * Channels + 2] * weight;
            }

            target[x * Channels] = ResampleWeights.ToPixel(red);
            target[x * Channels + 1] = ResampleWeights.ToPixel(green);
            target[x * Channels + 2] = ResampleWeights.ToPixel(blue);
        }
    }
}
