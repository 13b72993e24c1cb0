namespace Graft.Hdf5;

/// <summary>
/// Collections of objects of variable length, strings above all. HDF5 File Format Specification 3.0, section III.E.
/// </summary>
internal sealed class GlobalHeap(Hdf5Source source)
{
    /// <summary>Strings come mostly in the order in which they lie; more collections need not be kept.</summary>
    private const int MaxCollections = 16;

    private readonly Dictionary<long, Dictionary<int, ReadOnlyMemory<byte>>> _collections = [];

    public ReadOnlyMemory<byte> Read(long address, int index)
    {
        if (!_collections.TryGetValue(address, out var objects))
        {
            if (_collections.Count == MaxCollections)
                _collections.Clear();
            _collections[address] = objects = ReadCollection(address);
        }

        return objects.TryGetValue(index, out var found) ? found : throw Hdf5Exception.Damaged($"a text or list is missing from the heap at {address:N0}");
    }

    private Dictionary<int, ReadOnlyMemory<byte>> ReadCollection(long address)
    {
        var head = new Hdf5Cursor(source.ReadBlock(address, 16));
        Hdf5Source.CheckSignature(head.Bytes(4), "GCOL"u8, address);
        head.Skip(4);
        var block = source.ReadBlock(address, head.Length());
        var objects = new Dictionary<int, ReadOnlyMemory<byte>>();
        var cursor = new Hdf5Cursor(block);
        cursor.Skip(Math.Min(16, block.Length));
        while (cursor.Remaining >= 16)
        {
            int index = cursor.UInt16();
            cursor.Skip(6);
            var length = cursor.Length();
            // Object 0 is free space up to the end.
            if (index == 0)
                break;
            if (length > cursor.Remaining)
                throw Hdf5Exception.Damaged($"an object leaves the heap at {address:N0}");
            objects[index] = block.AsMemory(cursor.Position, (int)length);
            cursor.Skip((int)length);
            cursor.Align(8);
        }

        return objects;
    }
}
