namespace Graft;

/// <summary>Consecutive rows of RGB pixels in memory, numbered as in the picture they come from.</summary>
/// <param name="bytes">The rows; the last may end right after its last pixel.</param>
/// <param name="stride">Distance in bytes from one row to the next.</param>
/// <param name="firstRow">Number of the row at the start of <paramref name="bytes"/>.</param>
internal readonly ref struct PixelRows(ReadOnlySpan<byte> bytes, int stride, int firstRow = 0)
{
    /// <summary>All rows from their first byte on.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Distance in bytes from one row to the next.</summary>
    public int Stride { get; } = stride;

    /// <summary>Where a row starts in <see cref="Bytes"/>.</summary>
    public int Offset(int row) => (row - firstRow) * Stride;
}
