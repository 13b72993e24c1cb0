using System.Text;

namespace Graft.Hdf5;

/// <summary>
/// A dataset made of blocks of others, mostly in other files. What a missing file would have held is the fill value, as
/// in libhdf5. HDF5 File Format Specification 3.0, section IV.A.2.i, "Virtual Storage".
/// </summary>
internal sealed class VirtualReader : DatasetReader
{
    private const int MaxDepth = 4;

    [ThreadStatic]
    private static int _depth;

    private readonly Hdf5File _file;
    private readonly Hdf5Type _type;
    private readonly List<Part> _parts = [];

    public VirtualReader(Hdf5File file, VirtualLayout layout, long[] shape, Hdf5Type type, byte[] fill)
        : base(shape, type.Size, fill)
    {
        (_file, _type) = (file, type);
        var block = new GlobalHeap(file.Source).Read(layout.HeapAddress, layout.HeapIndex).Span;
        Lookup3.Check(block, layout.HeapAddress);
        var cursor = new Hdf5Cursor(block[..^4]);
        if (cursor.Byte() is not 0 and var version)
            throw Hdf5Exception.Unsupported($"a virtual dataset has version {version}; 0 is read");
        var count = cursor.Length();
        for (long i = 0; i < count; i++)
        {
            var (fileName, dataset) = (Encoding.UTF8.GetString(cursor.ZeroTerminated()), Encoding.UTF8.GetString(cursor.ZeroTerminated()));
            var (source, target) = (VirtualSelection.Parse(ref cursor).Axes, VirtualSelection.Parse(ref cursor).Axes);
            target ??= [.. shape.Select(side => new VirtualAxis(0, 1, 1, side))];
            source ??= [.. target.Select(axis => new VirtualAxis(0, 1, 1, axis.Length))];
            if (target.Length != shape.Length || source.Length != shape.Length || source.Concat(target).Any(axis => axis.Block < 1 || axis.Count < 1 || (axis.Stride < axis.Block && axis.Count > 1))
                || source.Zip(target, (from, to) => from.Length != to.Length).Any(isOther => isOther))
            {
                throw Hdf5Exception.Damaged("a part of a virtual dataset has another shape than its place");
            }

            _parts.Add(new Part(fileName, dataset, [.. source.Select(axis => axis.Merged())], [.. target.Select(axis => axis.Merged())]));
        }
    }

    public override string Layout => $"virtual, {_parts.Count:N0} parts";

    public override void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination)
    {
        if (_depth == MaxDepth)
            throw Hdf5Exception.Damaged("virtual datasets refer to one another in a circle");
        _depth++;
        try
        {
            Fill(destination);
            foreach (var part in _parts)
                ReadPart(part, start, count, destination);
        }
        finally
        {
            _depth--;
        }
    }

    private void ReadPart(Part part, ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination)
    {
        // Numbers of the selected places that are wanted, along each axis.
        var rank = count.Length;
        var (from, to) = (new long[rank], new long[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            (from[axis], to[axis]) = (part.Target[axis].FirstFrom(start[axis]), part.Target[axis].FirstFrom(start[axis] + count[axis]));
            if (from[axis] >= to[axis])
                return;
        }

        var file = part.FileName == "." ? _file : _file.OpenOther(part.FileName);
        if (file is not null)
            ReadStretches(part, Source(part, file, rank), start.ToArray(), count.ToArray(), from, to, new long[rank], new long[rank], 0, destination);
    }

    private Hdf5Dataset Source(Part part, Hdf5File file, int rank)
    {
        if (file.Root.FindPath(part.Dataset) is not Hdf5Dataset source)
            throw Hdf5Exception.Damaged($"it has a part in '{part.FileName}', where there is no dataset '{part.Dataset}'");
        if (source.Type.ToString() != _type.ToString() || source.Shape.Length != rank)
            throw Hdf5Exception.Unsupported($"it is of type {_type} and its part in '{part.FileName}' of type {source.Type}, or of another number of axes, which is not read");
        return source;
    }

    /// <summary>Goes through the stretches of one axis after the other, and reads when all are fixed.</summary>
    private void ReadStretches(
        Part part, Hdf5Dataset source, long[] start, long[] count, long[] from, long[] to, long[] numbers, long[] size, int axis, Span<byte> destination)
    {
        if (axis == numbers.Length)
        {
            ReadBlock(part, source, start, count, numbers, size, destination);
            return;
        }

        for (var number = from[axis]; number < to[axis]; number += size[axis])
        {
            numbers[axis] = number;
            size[axis] = Math.Min(to[axis] - number, Math.Min(part.Source[axis].Together(number), part.Target[axis].Together(number)));
            ReadStretches(part, source, start, count, from, to, numbers, size, axis + 1, destination);
        }
    }

    private void ReadBlock(Part part, Hdf5Dataset source, long[] start, long[] count, long[] numbers, long[] wanted, Span<byte> destination)
    {
        var rank = numbers.Length;
        var (inSource, inBlock, size) = (new long[rank], new long[rank], new long[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            inSource[axis] = part.Source[axis].Place(numbers[axis]);
            inBlock[axis] = part.Target[axis].Place(numbers[axis]) - start[axis];
            // A source that is shorter than said leaves the fill value.
            size[axis] = Math.Min(wanted[axis], source.Shape[axis] - inSource[axis]);
            if (size[axis] <= 0)
                return;
        }

        var data = GC.AllocateUninitializedArray<byte>((int)(Dataspace.Product(size) * ElementSize));
        source.Read(inSource, size, data);
        var runs = new Runs(size, new long[rank], count, inBlock, size);
        var length = (int)(runs.Length * ElementSize);
        while (runs.Next())
            data.AsSpan((int)(runs.OffsetA * ElementSize), length).CopyTo(destination[(int)(runs.OffsetB * ElementSize)..]);
    }

    private sealed record Part(string FileName, string Dataset, VirtualAxis[] Source, VirtualAxis[] Target);
}
