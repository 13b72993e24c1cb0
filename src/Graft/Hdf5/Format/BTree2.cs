using System.Numerics;

namespace Graft.Hdf5;

/// <summary>All records of a version 2 B-tree. HDF5 File Format Specification 3.0, section III.A.2.</summary>
internal sealed class BTree2
{
    /// <summary>Signature, version, type and checksum of a node.</summary>
    private const int NodeOverhead = 10;
    private const int MaxDepth = 32;

    private readonly Hdf5Source _source;
    private readonly int _nodeSize;
    private readonly int _recordSize;
    private readonly int _countSize;
    private readonly int[] _totalSizes;
    private readonly HashSet<long> _visited = [];
    private readonly List<byte[]> _records = [];

    private BTree2(Hdf5Source source, long address)
    {
        _source = source;
        var cursor = new Hdf5Cursor(source.ReadChecked(address, 38, "BTHD"u8));
        cursor.Skip(6);
        _nodeSize = checked((int)Math.Min(cursor.UInt32(), int.MaxValue));
        _recordSize = cursor.UInt16();
        int depth = cursor.UInt16();
        cursor.Skip(2);
        var (root, rootCount) = (cursor.Address(), cursor.UInt16());
        if (depth > MaxDepth || _recordSize == 0 || _nodeSize < NodeOverhead + _recordSize || _nodeSize > source.Size)
            throw Hdf5Exception.Damaged($"the B-tree at {address:N0} has impossible sizes");
        var leafMax = (_nodeSize - NodeOverhead) / _recordSize;
        _countSize = BytesFor((ulong)leafMax);
        _totalSizes = TotalSizes(depth, leafMax);
        if (root != Hdf5Cursor.Undefined)
            ReadNode(root, rootCount, depth);
    }

    public static List<byte[]> Records(Hdf5Source source, long address) =>
        address == Hdf5Cursor.Undefined ? [] : new BTree2(source, address)._records;

    /// <summary>Bytes of the number of all records below a child, by the child's level.</summary>
    private int[] TotalSizes(int depth, int leafMax)
    {
        var sizes = new int[depth + 1];
        UInt128 total = (UInt128)leafMax;
        for (var level = 1; level <= depth; level++)
        {
            var pointerSize = 8 + _countSize + sizes[level - 1];
            var max = Math.Max(0, (_nodeSize - (NodeOverhead + pointerSize)) / (_recordSize + pointerSize));
            total = UInt128.Min(((UInt128)max + 1) * total + (UInt128)max, ulong.MaxValue);
            sizes[level] = BytesFor((ulong)total);
        }

        return sizes;
    }

    private void ReadNode(long address, int count, int depth)
    {
        if (!_visited.Add(address))
            throw Hdf5Exception.Damaged("a B-tree leads back to itself");
        var pointerSize = depth == 0 ? 0 : 8 + _countSize + _totalSizes[depth - 1];
        var length = NodeOverhead + ((long)count * _recordSize) + (depth == 0 ? 0 : (count + 1L) * pointerSize);
        if (length > _nodeSize)
            throw Hdf5Exception.Damaged($"the B-tree node at {address:N0} holds more than fits");
        var block = _source.ReadChecked(address, length, depth == 0 ? "BTLF"u8 : "BTIN"u8);
        var cursor = new Hdf5Cursor(block);
        cursor.Skip(6);
        for (var i = 0; i < count; i++)
            _records.Add(cursor.Bytes(_recordSize).ToArray());
        for (var i = 0; depth > 0 && i <= count; i++)
        {
            var (child, childCount) = (cursor.Address(), cursor.UIntOf(_countSize));
            cursor.Skip(_totalSizes[depth - 1]);
            ReadNode(child, (int)Math.Min(childCount, int.MaxValue), depth - 1);
        }
    }

    private static int BytesFor(ulong number) => (BitOperations.Log2(Math.Max(number, 1)) / 8) + 1;
}
