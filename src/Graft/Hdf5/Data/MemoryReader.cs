namespace Graft.Hdf5;

/// <summary>A compact dataset, whose values came with its header.</summary>
internal sealed class MemoryReader(byte[] data, long[] shape, int elementSize, byte[] fill) : DatasetReader(shape, elementSize, fill)
{
    public override string Layout => "compact";

    public override void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination)
    {
        var runs = new Runs(Shape, start, count, new long[count.Length], count);
        var length = (int)(runs.Length * ElementSize);
        while (runs.Next())
            data.AsSpan((int)(runs.OffsetA * ElementSize), length).CopyTo(destination[(int)(runs.OffsetB * ElementSize)..]);
    }
}
