namespace Graft.Hdf5;

/// <summary>Where the values of a dataset lie. HDF5 File Format Specification 3.0, section IV.A.2.i.</summary>
internal abstract record DataLayout
{
    public static DataLayout Parse(ReadOnlySpan<byte> message)
    {
        var cursor = new Hdf5Cursor(message);
        int version = cursor.Byte();
        return version switch
        {
            1 or 2 => ParseOld(ref cursor),
            3 or 4 => ParseNew(ref cursor, version),
            _ => throw Hdf5Exception.Unsupported($"a layout has version {version}; 1 to 4 are read"),
        };
    }

    private static DataLayout ParseOld(ref Hdf5Cursor cursor)
    {
        var (rank, kind) = (cursor.Byte(), cursor.Byte());
        cursor.Skip(5);
        var address = kind == 0 ? Hdf5Cursor.Undefined : cursor.Address();
        var sides = Sides(ref cursor, rank, 4);
        return kind switch
        {
            0 => new CompactLayout(cursor.Bytes((int)Math.Min(cursor.UInt32(), int.MaxValue)).ToArray()),
            1 => new ContiguousLayout(address, null),
            2 when rank > 0 => new ChunkedLayout(sides[..^1], new ChunkIndexing.Tree1(address), false),
            _ => throw Hdf5Exception.Damaged($"a layout is of kind {kind}"),
        };
    }

    private static DataLayout ParseNew(ref Hdf5Cursor cursor, int version)
    {
        int kind = cursor.Byte();
        switch (kind)
        {
            case 0:
                return new CompactLayout(cursor.Bytes(cursor.UInt16()).ToArray());
            case 1:
                return new ContiguousLayout(cursor.Address(), cursor.Length());
            case 2 when version == 3:
                int rank = cursor.Byte();
                var address = cursor.Address();
                // The last side is the element's size.
                var sides = Sides(ref cursor, rank, 4);
                return rank > 0 ? new ChunkedLayout(sides[..^1], new ChunkIndexing.Tree1(address), false) : throw Hdf5Exception.Damaged("chunks have no axes");
            case 2:
                return ParseIndexed(ref cursor);
            case 3:
                return new VirtualLayout(cursor.Address(), (int)Math.Min(cursor.UInt32(), int.MaxValue));
            default:
                throw Hdf5Exception.Damaged($"a layout is of kind {kind}");
        }
    }

    private static ChunkedLayout ParseIndexed(ref Hdf5Cursor cursor)
    {
        var (flags, rank, sideSize) = (cursor.Byte(), cursor.Byte(), cursor.Byte());
        var sides = Sides(ref cursor, rank, sideSize);
        if (rank == 0)
            throw Hdf5Exception.Damaged("chunks have no axes");
        ChunkIndexing indexing;
        int kind = cursor.Byte();
        switch (kind)
        {
            case 1:
                var isFiltered = (flags & 2) != 0;
                var (length, mask) = isFiltered ? (cursor.Length(), cursor.UInt32()) : (0, 0u);
                indexing = new ChunkIndexing.Single(cursor.Address(), isFiltered ? length : null, mask);
                break;
            case 2:
                indexing = new ChunkIndexing.Implicit(cursor.Address());
                break;
            case 3:
                cursor.Skip(1);
                indexing = new ChunkIndexing.FixedArray(cursor.Address());
                break;
            case 4:
                cursor.Skip(5);
                indexing = new ChunkIndexing.ExtensibleArray(cursor.Address());
                break;
            case 5:
                cursor.Skip(6);
                indexing = new ChunkIndexing.Tree2(cursor.Address());
                break;
            default:
                throw Hdf5Exception.Unsupported($"its chunks are indexed in a way ({kind}) that is not read");
        }

        return new ChunkedLayout(sides[..^1], indexing, (flags & 1) != 0);
    }

    private static long[] Sides(ref Hdf5Cursor cursor, int rank, int size)
    {
        var sides = new long[rank];
        foreach (ref var side in sides.AsSpan())
            side = (long)Math.Min(cursor.UIntOf(size), int.MaxValue);
        return sides;
    }
}

/// <summary>Inside the object header.</summary>
internal sealed record CompactLayout(byte[] Data) : DataLayout;

/// <summary>In one piece.</summary>
/// <param name="Address">Undefined when nothing was written yet.</param>
/// <param name="Length">Bytes set aside, if the file says.</param>
internal sealed record ContiguousLayout(long Address, long? Length) : DataLayout;

/// <summary>In pieces of equal shape.</summary>
/// <param name="ChunkShape">In elements.</param>
/// <param name="Indexing">How to find them.</param>
/// <param name="HasRawEdges">Whether chunks that stick out are not filtered.</param>
internal sealed record ChunkedLayout(long[] ChunkShape, ChunkIndexing Indexing, bool HasRawEdges) : DataLayout;

/// <summary>In other datasets.</summary>
internal sealed record VirtualLayout(long HeapAddress, int HeapIndex) : DataLayout;

/// <summary>The ways of finding chunks.</summary>
internal abstract record ChunkIndexing(long Address)
{
    public sealed record Tree1(long Address) : ChunkIndexing(Address);

    public sealed record Single(long Address, long? StoredLength, uint FilterMask) : ChunkIndexing(Address);

    public sealed record Implicit(long Address) : ChunkIndexing(Address);

    public sealed record FixedArray(long Address) : ChunkIndexing(Address);

    public sealed record ExtensibleArray(long Address) : ChunkIndexing(Address);

    public sealed record Tree2(long Address) : ChunkIndexing(Address);
}
