namespace Graft.Hdf5;

/// <summary>A group: names that lead to objects.</summary>
internal sealed class Hdf5Group : Hdf5Object
{
    /// <summary>Soft links that lead to soft links; more make a circle, or no sense.</summary>
    private const int MaxLinkDepth = 16;

    private readonly Lazy<IReadOnlyDictionary<string, Hdf5Link>> _links;

    public Hdf5Group(Hdf5File file, long address)
        : this(file, ObjectHeader.Read(file.Source, address), address)
    {
    }

    public Hdf5Group(Hdf5File file, ObjectHeader header, long address)
        : base(file, header, address) =>
        _links = new Lazy<IReadOnlyDictionary<string, Hdf5Link>>(ReadLinks);

    /// <summary>Links by name, in ordinal order.</summary>
    public IEnumerable<Hdf5Link> Links => _links.Value.Values.OrderBy(link => link.Name, StringComparer.Ordinal);

    /// <summary>The object that <paramref name="name"/> leads to; null when there is none of that name.</summary>
    public Hdf5Object? Find(string name) => Find(name, 0);

    /// <summary>The object at the end of a path from here, with '/' between the names.</summary>
    public Hdf5Object? FindPath(string path) => FindPath(path, 0);

    /// <summary>The object that <paramref name="link"/> leads to; null when it leads nowhere or to a named type.</summary>
    public Hdf5Object? Follow(Hdf5Link link) => Follow(link, 0);

    private Hdf5Object? Find(string name, int depth) => _links.Value.TryGetValue(name, out var link) ? Follow(link, depth) : null;

    private Hdf5Object? Follow(Hdf5Link link, int depth)
    {
        if (depth > MaxLinkDepth)
            throw Hdf5Exception.Damaged($"the link '{link.Name}' leads in a circle");
        if (link.Path is null)
            return Open(File, link.Address);
        var file = link.File is null ? File : File.OpenOther(link.File);
        return (link.File is null && !link.Path.StartsWith('/') ? this : file?.Root)?.FindPath(link.Path, depth + 1);
    }

    private Hdf5Object? FindPath(string path, int depth)
    {
        Hdf5Object? place = this;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            place = part == "." ? place : (place as Hdf5Group)?.Find(part, depth);
        return place;
    }

    private Dictionary<string, Hdf5Link> ReadLinks()
    {
        var source = File.Source;
        IEnumerable<Hdf5Link> links = Header.Find(MessageType.SymbolTable) is { } table
            ? SymbolTable.Links(source, table)
            : Header.All(MessageType.Link).Select(message => LinkMessage.Parse(message)).Concat(DenseLinks(source));
        var byName = new Dictionary<string, Hdf5Link>(StringComparer.Ordinal);
        foreach (var link in links)
        {
            if (!byName.TryAdd(link.Name, link))
                throw Hdf5Exception.Damaged($"a group has the name '{link.Name}' twice");
        }

        return byName;
    }

    private IEnumerable<Hdf5Link> DenseLinks(Hdf5Source source)
    {
        if (Header.Find(MessageType.LinkInfo) is not { } message)
            return [];
        var cursor = new Hdf5Cursor(message);
        cursor.Skip(1);
        cursor.Skip((cursor.Byte() & 1) != 0 ? 8 : 0);
        var (heapAddress, treeAddress) = (cursor.Address(), cursor.Address());
        if (heapAddress == Hdf5Cursor.Undefined)
            return [];
        var heap = new FractalHeap(source, heapAddress);
        // A record is the hash of the name and the heap's identifier.
        return BTree2.Records(source, treeAddress).Select(record => LinkMessage.Parse(heap.Read(record.AsSpan(4))));
    }
}
