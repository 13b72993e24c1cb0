using System.Text;

namespace Graft.Hdf5;

/// <summary>
/// The links of a group as old files keep them: a B-tree of symbol table nodes, with names in a local heap. HDF5 File
/// Format Specification 3.0, sections III.A.1, III.B, III.C and III.D.
/// </summary>
internal sealed class SymbolTable
{
    private const int EntryLength = 40;
    private const int SoftLink = 2;

    private readonly Hdf5Source _source;
    private readonly byte[] _names;
    private readonly HashSet<long> _visited = [];
    private readonly List<Hdf5Link> _links = [];

    private SymbolTable(Hdf5Source source, long heapAddress)
    {
        _source = source;
        var heap = new Hdf5Cursor(source.ReadBlock(heapAddress, 32));
        Hdf5Source.CheckSignature(heap.Bytes(4), "HEAP"u8, heapAddress);
        heap.Skip(4);
        var length = heap.Length();
        heap.Skip(8);
        _names = source.ReadBlock(heap.Address(), length);
    }

    public static List<Hdf5Link> Links(Hdf5Source source, ReadOnlySpan<byte> message)
    {
        var cursor = new Hdf5Cursor(message);
        var (tree, heap) = (cursor.Address(), cursor.Address());
        var table = new SymbolTable(source, heap);
        table.ReadTree(tree, BTree1.AnyLevel);
        return table._links;
    }

    private void ReadTree(long address, int level)
    {
        var node = BTree1.ReadNode(_source, address, BTree1.GroupNode, keyLength: 8, level);
        if (!_visited.Add(address))
            throw Hdf5Exception.Damaged("a group's B-tree leads back to itself");
        foreach (var child in node.Children)
        {
            if (node.Level > 0)
                ReadTree(child, node.Level - 1);
            else
                ReadNode(child);
        }
    }

    private void ReadNode(long address)
    {
        if (!_visited.Add(address))
            throw Hdf5Exception.Damaged("a group's B-tree leads back to itself");
        var head = new Hdf5Cursor(_source.ReadBlock(address, 8));
        Hdf5Source.CheckSignature(head.Bytes(4), "SNOD"u8, address);
        head.Skip(2);
        int count = head.UInt16();
        var cursor = new Hdf5Cursor(_source.ReadBlock(address + 8, (long)count * EntryLength));
        for (var i = 0; i < count; i++)
        {
            var (name, header, kind) = (Text(cursor.Length()), cursor.Address(), cursor.UInt32());
            cursor.Skip(4);
            var scratch = new Hdf5Cursor(cursor.Bytes(16));
            _links.Add(kind == SoftLink
                ? new Hdf5Link(name, Hdf5Cursor.Undefined, Text(scratch.UInt32()))
                : new Hdf5Link(name, header));
        }
    }

    private string Text(long offset)
    {
        if (offset > _names.Length)
            throw Hdf5Exception.Damaged("the name of a link lies outside its heap");
        return Encoding.UTF8.GetString(new Hdf5Cursor(_names.AsSpan((int)offset)).ZeroTerminated());
    }
}
