namespace Graft.Hdf5;

/// <summary>A chunk that was written: its first element, and where it lies.</summary>
internal readonly record struct WrittenChunk(long[] Start, long Address, long Length);

/// <summary>
/// The index of chunks as every version of libhdf5 reads it: a version 1 B-tree, built from its leaves up. HDF5 File
/// Format Specification 3.0, section III.A.1.
/// </summary>
internal sealed class ChunkTreeWriter
{
    /// <summary>Twice the K of a file that does not state it.</summary>
    private const int ChildrenOfNode = 64;

    private readonly Hdf5Bytes _bytes = new();
    private readonly long _address;
    private readonly int _rank;

    /// <param name="address">Where the tree will lie.</param>
    /// <param name="chunks">In row-major order, at least one.</param>
    /// <param name="end">The key behind the last chunk.</param>
    public ChunkTreeWriter(long address, IReadOnlyList<WrittenChunk> chunks, long[] end)
    {
        (_address, _rank) = (address, end.Length);
        var nodes = WriteLevel(0, chunks, end);
        for (var level = 1; nodes.Count > 1; level++)
            nodes = WriteLevel(level, nodes, end);

        RootAddress = nodes[0].Address;
    }

    public long RootAddress { get; }

    public ReadOnlySpan<byte> Written => _bytes.Written;

    private List<WrittenChunk> WriteLevel(int level, IReadOnlyList<WrittenChunk> children, long[] end)
    {
        var nodes = new List<WrittenChunk>();
        var length = NodeLength();
        var nodeCount = (children.Count + ChildrenOfNode - 1) / ChildrenOfNode;
        for (var node = 0; node < nodeCount; node++)
        {
            var mine = children.Skip(node * ChildrenOfNode).Take(ChildrenOfNode).ToList();
            var start = _bytes.Length;
            _bytes.Raw("TREE"u8).Byte(1).Byte(level).UInt16(mine.Count)
                .Int64(node > 0 ? _address + start - length : Hdf5Cursor.Undefined)
                .Int64(node < nodeCount - 1 ? _address + start + length : Hdf5Cursor.Undefined);
            foreach (var child in mine)
            {
                Key(child.Start, child.Length);
                _bytes.Int64(child.Address);
            }

            Key(node < nodeCount - 1 ? children[(node + 1) * ChildrenOfNode].Start : end, 0);
            // Readers take whole nodes, however full.
            _bytes.Zeros(start + length - _bytes.Length);
            nodes.Add(new WrittenChunk(mine[0].Start, _address + start, mine[0].Length));
        }

        return nodes;
    }

    private void Key(long[] start, long length)
    {
        _bytes.UInt32((uint)length).UInt32(0);
        foreach (var place in start)
            _bytes.Int64(place);
        // The place within an element.
        _bytes.Int64(0);
    }

    private int NodeLength() => 24 + (ChildrenOfNode * 8) + ((ChildrenOfNode + 1) * (8 + ((_rank + 1) * 8)));
}
