namespace Graft.Hdf5;

/// <summary>One node of a version 1 B-tree. HDF5 File Format Specification 3.0, section III.A.1.</summary>
/// <param name="Level">0 for a leaf.</param>
/// <param name="Keys">One key for each child, the one before it.</param>
/// <param name="Children">Addresses.</param>
internal readonly record struct BTree1Node(int Level, byte[][] Keys, long[] Children);

/// <summary>Reads nodes of version 1 B-trees.</summary>
internal static class BTree1
{
    public const int GroupNode = 0;
    public const int ChunkNode = 1;

    /// <summary>For a root, whose level is not known beforehand.</summary>
    public const int AnyLevel = -1;

    /// <param name="source">The file.</param>
    /// <param name="address">The node.</param>
    /// <param name="type">What the tree is for.</param>
    /// <param name="keyLength">Bytes in a key.</param>
    /// <param name="level">The level it must have, so that a tree cannot lead in a circle.</param>
    public static BTree1Node ReadNode(Hdf5Source source, long address, int type, int keyLength, int level)
    {
        var head = new Hdf5Cursor(source.ReadBlock(address, 24));
        Hdf5Source.CheckSignature(head.Bytes(4), "TREE"u8, address);
        var (foundType, foundLevel, count) = (head.Byte(), head.Byte(), head.UInt16());
        if (foundType != type || (level != AnyLevel && foundLevel != level))
            throw Hdf5Exception.Damaged($"the B-tree node at {address:N0} is not of the kind or level it must be");
        var cursor = new Hdf5Cursor(source.ReadBlock(address + 24, (long)count * (keyLength + 8)));
        var (keys, children) = (new byte[count][], new long[count]);
        for (var i = 0; i < count; i++)
        {
            keys[i] = cursor.Bytes(keyLength).ToArray();
            children[i] = cursor.Address();
        }

        return new BTree1Node(foundLevel, keys, children);
    }
}
