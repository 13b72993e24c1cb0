using System.Buffers;

namespace Graft.Hdf5;

/// <summary>A dataset in one piece: positioned reads straight to where the values are wanted.</summary>
internal sealed class ContiguousReader(Hdf5Source source, long address, long[] shape, int elementSize, byte[] fill)
    : DatasetReader(shape, elementSize, fill)
{
    /// <summary>Stretches that are shorter, and no farther apart, are cheaper to read with what lies between them.</summary>
    private const int SmallStride = 16 << 10;
    private const int SlabLength = 1 << 20;

    public override string Layout => "contiguous";

    public override void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination)
    {
        if (address == Hdf5Cursor.Undefined)
        {
            Fill(destination);
            return;
        }

        var runs = new Runs(Shape, start, count, new long[count.Length], count);
        var length = (int)(runs.Length * ElementSize);
        if (Shape.Length == 2 && count[0] > 1 && Shape[1] * ElementSize <= SmallStride && length < Shape[1] * ElementSize)
        {
            ReadColumns(start, count, destination);
            return;
        }

        while (runs.Next())
            source.Read(address + (runs.OffsetA * ElementSize), destination.Slice((int)(runs.OffsetB * ElementSize), length));
    }

    /// <summary>Some columns of narrow rows: whole rows are read, and the columns taken out of them.</summary>
    private void ReadColumns(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination)
    {
        var (rowLength, width) = ((int)(Shape[1] * ElementSize), (int)(count[1] * ElementSize));
        var rowsInSlab = Math.Max(1, SlabLength / rowLength);
        var slab = ArrayPool<byte>.Shared.Rent(rowsInSlab * rowLength);
        try
        {
            for (long row = 0; row < count[0]; row += rowsInSlab)
            {
                var rows = (int)Math.Min(rowsInSlab, count[0] - row);
                source.Read(address + ((start[0] + row) * rowLength), slab.AsSpan(0, rows * rowLength));
                for (var i = 0; i < rows; i++)
                    slab.AsSpan((i * rowLength) + (int)(start[1] * ElementSize), width).CopyTo(destination[(int)((row + i) * width)..]);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(slab);
        }
    }
}
