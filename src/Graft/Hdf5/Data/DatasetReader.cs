namespace Graft.Hdf5;

/// <summary>Reads blocks of a dataset, whatever its layout. Safe to call from many threads.</summary>
/// <param name="shape">Of the dataset; at least one axis.</param>
/// <param name="elementSize">Bytes.</param>
/// <param name="fill">One element, for what was never written.</param>
internal abstract class DatasetReader(long[] shape, int elementSize, byte[] fill)
{
    protected long[] Shape { get; } = shape;

    protected int ElementSize { get; } = elementSize;

    /// <summary>How the data lie, in words.</summary>
    public abstract string Layout { get; }

    /// <param name="start">Where the block begins.</param>
    /// <param name="count">Its shape; no side is 0, and it lies in the dataset.</param>
    /// <param name="destination">Exactly as many bytes.</param>
    public abstract void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination);

    protected void Fill(Span<byte> destination)
    {
        if (!fill.AsSpan().ContainsAnyExcept((byte)0))
        {
            destination.Clear();
            return;
        }

        for (var i = 0; i < destination.Length; i += fill.Length)
            fill.CopyTo(destination[i..]);
    }
}
