namespace Graft.Hdf5;

/// <summary>Finds the attributes of an object: in its header, or in a heap when they are many.</summary>
internal static class Hdf5Attributes
{
    public static IReadOnlyList<Hdf5Attribute> Read(Hdf5Source source, ObjectHeader header)
    {
        var attributes = header.All(MessageType.Attribute).Select(message => Hdf5Attribute.Parse(source, message)).ToList();
        if (header.Find(MessageType.AttributeInfo) is { } message)
            AddDense(source, message, attributes);
        return attributes;
    }

    private static void AddDense(Hdf5Source source, ReadOnlySpan<byte> message, List<Hdf5Attribute> attributes)
    {
        var cursor = new Hdf5Cursor(message);
        cursor.Skip(1);
        cursor.Skip((cursor.Byte() & 1) != 0 ? 2 : 0);
        var (heapAddress, treeAddress) = (cursor.Address(), cursor.Address());
        if (heapAddress == Hdf5Cursor.Undefined)
            return;
        var heap = new FractalHeap(source, heapAddress);
        foreach (var record in BTree2.Records(source, treeAddress))
        {
            // The heap's identifier, then message flags, creation order and hash.
            if (record.Length < 9)
                throw Hdf5Exception.Damaged("the list of attributes has records that are too short");
            if ((record[8] & 2) != 0)
                throw Hdf5Exception.Unsupported("it keeps attributes in a shared heap, which is not read");
            attributes.Add(Hdf5Attribute.Parse(source, heap.Read(record.AsSpan(0, 8))));
        }
    }
}
