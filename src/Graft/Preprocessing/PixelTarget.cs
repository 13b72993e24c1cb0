namespace Graft;

/// <summary>Rows of RGB pixels to be written.</summary>
/// <param name="bytes">The rows; the last may end right after its last pixel.</param>
/// <param name="stride">Distance in bytes from one row to the next.</param>
internal readonly ref struct PixelTarget(Span<byte> bytes, int stride)
{
    /// <summary>All rows from their first byte on.</summary>
    public Span<byte> Bytes { get; } = bytes;

    /// <summary>Distance in bytes from one row to the next.</summary>
    public int Stride { get; } = stride;

    /// <summary>This target without its first rows.</summary>
    public PixelTarget From(int row) => new(Bytes[(row * Stride)..], Stride);
}
