namespace Graft;

/// <summary>How <see cref="ImageReader"/> treats a file.</summary>
public sealed record ImageReaderOptions
{
    /// <summary>What transparent pixels are blended over; null drops the alpha channel without blending.</summary>
    public RgbColor? AlphaBackground { get; init; } = RgbColor.White;

    /// <summary>The most pixels (width x height) a picture may have; checked before memory is taken for it.</summary>
    public long PixelLimit { get; init; } = 178_000_000;

    /// <summary>Whether pictures come in rented buffers, to be returned by the caller.</summary>
    internal bool RentsPixels { get; init; }
}
