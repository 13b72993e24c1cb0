namespace Graft.Hdf5;

/// <summary>A dataset: an array of elements of one type. Safe to read from many threads.</summary>
internal sealed class Hdf5Dataset : Hdf5Object
{
    private const int LargestPackedChunk = 64 << 20;

    private readonly Lazy<DatasetReader> _reader;
    private readonly Dataspace _space;

    public Hdf5Dataset(Hdf5File file, ObjectHeader header, long address)
        : base(file, header, address)
    {
        Type = Hdf5Type.Parse(header.Find(MessageType.Datatype) ?? throw Hdf5Exception.Damaged("a dataset has no type"));
        _space = Dataspace.Parse(header.Find(MessageType.Dataspace) ?? throw Hdf5Exception.Damaged("a dataset has no shape"));
        if ((UInt128)_space.Count * (ulong)Type.Size > long.MaxValue)
            throw Hdf5Exception.Damaged($"a dataset of shape [{string.Join(", ", Shape)}] is too large");
        if (DataLayout.Parse(header.Find(MessageType.Layout)!) is ContiguousLayout { Address: not Hdf5Cursor.Undefined } layout)
            ContiguousAddress = layout.Address;
        _reader = new Lazy<DatasetReader>(CreateReader);
    }

    public Hdf5Type Type { get; }

    /// <summary>Sides; none for a single value.</summary>
    public long[] Shape => _space.Shape;

    /// <summary>Whether it has no value at all, not even a single one.</summary>
    public bool IsNull => _space.IsNull;

    /// <summary>Number of elements.</summary>
    public long Count => _space.Count;

    /// <summary>How the data lie, in words.</summary>
    public string Layout => _reader.Value.Layout;

    /// <summary>Where all elements lie one after the other; null when they do not, or were never written.</summary>
    public long? ContiguousAddress { get; }

    /// <summary>Rows that are packed together; null where they are not packed.</summary>
    public long? RowsInPackedChunk => (_reader.Value as ChunkedReader)?.RowsInPackedChunk;

    /// <summary>Whether the values may take less room in the file than in memory.</summary>
    public bool MayBeSparse => _reader.Value is not (MemoryReader or ContiguousReader) || ContiguousAddress is null;

    /// <summary>Reads a block of elements, as they are stored.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="count">Its shape.</param>
    /// <param name="destination">Exactly as many bytes.</param>
    public void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination)
    {
        if (!destination.IsEmpty)
            _reader.Value.Read(start, count, destination);
    }

    /// <summary>Reads bytes of a dataset whose elements lie in one piece, from that offset in it on.</summary>
    public void ReadPiece(long offset, Span<byte> destination) => File.Source.Read(ContiguousAddress!.Value + offset, destination);

    /// <summary>Reads everything; for small datasets.</summary>
    public byte[] ReadAll()
    {
        var length = Count * Type.Size;
        if (MayBeSparse && length > Math.Max(64 << 20, 4 * File.Source.Size))
            throw Hdf5Exception.Damaged($"a dataset of {length:N0} bytes is more than the file can hold");
        if (length > Array.MaxLength)
            throw Hdf5Exception.Unsupported($"a dataset of {length:N0} bytes is more than the {Array.MaxLength:N0} that can be in memory at once; use a file of fewer rows");
        var data = new byte[length];
        Read(new long[Math.Max(1, Shape.Length)], Shape.Length == 0 ? [1] : Shape, data);
        return data;
    }

    /// <summary>Makes sure that the layout can be read, and lies in the file as far as can be told at once.</summary>
    /// <returns>How they lie, in words.</returns>
    public string Check() => Layout;

    /// <summary>Where texts of variable length lie; for one thread.</summary>
    public GlobalHeap NewHeap() => new(File.Source);

    private DatasetReader CreateReader()
    {
        if (Header.Has(MessageType.ExternalFiles))
            throw Hdf5Exception.Unsupported("its values lie in a raw external file, which is not read");
        var shape = Shape.Length == 0 ? [1] : Shape;
        var fill = FillValue.Parse(Header, Type.Size);
        var length = Count * Type.Size;
        switch (DataLayout.Parse(Header.Find(MessageType.Layout)!))
        {
            case CompactLayout compact:
                return compact.Data.Length >= length
                    ? new MemoryReader(compact.Data, shape, Type.Size, fill)
                    : throw Hdf5Exception.Damaged("a small dataset ends too early");
            case ContiguousLayout contiguous:
                if (contiguous.Address != Hdf5Cursor.Undefined && (contiguous.Length < length || length > File.Source.Size - contiguous.Address))
                    throw Hdf5Exception.Damaged($"a dataset of shape [{string.Join(", ", Shape)}] is larger than its place in the file");
                return new ContiguousReader(File.Source, contiguous.Address, shape, Type.Size, fill);
            case ChunkedLayout chunked:
                var filters = Header.Find(MessageType.Filters) is { } message ? FilterPipeline.Parse(message) : FilterPipeline.None;
                var grid = new ChunkGrid(shape, _space.MaxShape, chunked.ChunkShape, Type.Size);
                // A few bytes can unpack to as much as they like.
                if (!filters.IsEmpty && grid.ChunkLength > Math.Max(LargestPackedChunk, File.Source.Size))
                    throw Hdf5Exception.Unsupported($"its compressed chunks have {grid.ChunkLength:N0} bytes, more than the file itself and more than is read");
                return new ChunkedReader(File.Source, grid, chunked, filters, fill);
            case VirtualLayout layout:
                return new VirtualReader(File, layout, shape, Type, fill);
            case var other:
                throw new InvalidOperationException($"{other} has no reader.");
        }
    }
}
