using System.Buffers;
using System.Runtime.Intrinsics.X86;

namespace Graft;

/// <summary>
/// Resizes pictures with the same bytes as a result as Pillow's <c>Image.resize</c> on mode RGB: two passes, horizontal
/// first, each in integers with 22 bits after the point and rounded to 8-bit pixels.
/// </summary>
/// <remarks>
/// Lanczos weights are as exact as the platform's sine; Pillow uses the same on Linux. Held against Pillow 9.4; a later
/// one that takes the passes in another order for very tall pictures would round those otherwise.
/// </remarks>
internal static class Resampler
{
    private const int Channels = 3;

    // Rows between the passes are kept in a band of about this size, or one very tall picture would take gigabytes.
    private const int BandBytes = 1 << 18;

    /// <summary>Whether this machine has the instructions of the vectorised passes.</summary>
    public static bool CanVectorise => Avx2.IsSupported;

    /// <summary>Resizes the whole picture.</summary>
    public static RgbImage Resize(RgbImage source, int width, int height, Interpolation interpolation, bool vectorised)
    {
        var pixels = new byte[checked(width * height * Channels)];
        Resize(source, ResizeWindow.Whole(width, height), interpolation, new(pixels, width * Channels), vectorised);
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Resizes the picture and writes the window of it to <paramref name="target"/>.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="window">What to resize, to which size, and the rectangle wanted.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="target">At least as many rows and bytes in a row as the window has.</param>
    /// <param name="vectorised">False for the plain loops, which give the same bytes.</param>
    public static void Resize(
        RgbImage source, ResizeWindow window, Interpolation interpolation, PixelTarget target, bool vectorised)
    {
        var across = window.Horizontal(source.Width, interpolation);
        var down = window.Vertical(source.Height, interpolation);
        var rows = new PixelRows(source.Pixels, source.Width * Channels);
        if (across.IsUnscaled && down.IsUnscaled)
            Copy(rows, across, down, target);
        else if (interpolation == Interpolation.Nearest)
            NearestResampler.Resize(rows, across, down, target);
        else if (across.IsUnscaled)
            VerticalOnly(rows, across, ResampleWeightsCache.Get(down), target, vectorised);
        else if (down.IsUnscaled)
            HorizontalPass.Run(rows, down.FirstSource, down.Length, ResampleWeightsCache.Get(across), target, vectorised);
        else
            BothPasses(rows, ResampleWeightsCache.Get(across), ResampleWeightsCache.Get(down), target, vectorised);
    }

    private static void Copy(PixelRows rows, ResampleAxis across, ResampleAxis down, PixelTarget target)
    {
        for (var y = 0; y < down.Length; y++)
        {
            var start = rows.Offset(down.FirstSource + y) + across.FirstSource * Channels;
            rows.Bytes.Slice(start, across.Length * Channels).CopyTo(target.Bytes[(y * target.Stride)..]);
        }
    }

    private static void VerticalOnly(
        PixelRows rows, ResampleAxis across, ResampleWeights down, PixelTarget target, bool vectorised)
    {
        var columns = new PixelRows(rows.Bytes[(across.FirstSource * Channels)..], rows.Stride);
        VerticalPass.Run(columns, across.Length * Channels, down, 0, down.Length, target, vectorised);
    }

    private static void BothPasses(
        PixelRows rows, ResampleWeights across, ResampleWeights down, PixelTarget target, bool vectorised)
    {
        var stride = checked(across.Length * Channels);
        var capacity = Math.Max(down.Taps, BandBytes / stride);
        var lastRow = down.End(down.Length - 1);
        var band = ArrayPool<byte>.Shared.Rent(checked(Math.Min(capacity, lastRow - down.Starts[0]) * stride));

        // The band holds the narrowed rows from..to; what the next band needs of them moves to its front.
        var (from, to) = (down.Starts[0], down.Starts[0]);
        for (var y = 0; y < down.Length;)
        {
            var next = down.Starts[y];
            var kept = Math.Max(0, to - next);
            band.AsSpan((to - kept - from) * stride, kept * stride).CopyTo(band);
            (from, to) = (next, Math.Min(lastRow, next + capacity));
            var fresh = new PixelTarget(band.AsSpan(kept * stride, (to - from - kept) * stride), stride);
            HorizontalPass.Run(rows, from + kept, to - from - kept, across, fresh, vectorised);

            var ready = y + 1;
            while (ready < down.Length && down.End(ready) <= to)
                ready++;
            var narrowed = new PixelRows(band.AsSpan(0, (to - from) * stride), stride, from);
            VerticalPass.Run(narrowed, stride, down, y, ready - y, target.From(y), vectorised);
            y = ready;
        }

        ArrayPool<byte>.Shared.Return(band);
    }
}
