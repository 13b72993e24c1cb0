namespace Graft.Hdf5;

/// <summary>A group, dataset or named type.</summary>
internal abstract class Hdf5Object
{
    private readonly Lazy<IReadOnlyList<Hdf5Attribute>> _attributes;

    protected Hdf5Object(Hdf5File file, ObjectHeader header, long address)
    {
        (File, Header, Address) = (file, header, address);
        _attributes = new Lazy<IReadOnlyList<Hdf5Attribute>>(() => Hdf5Attributes.Read(file.Source, header));
    }

    /// <summary>Of its header.</summary>
    public long Address { get; }

    /// <summary>Bytes of the file it is in.</summary>
    public long FileLength => File.Source.Length;

    public IReadOnlyList<Hdf5Attribute> Attributes => _attributes.Value;

    protected Hdf5File File { get; }

    protected ObjectHeader Header { get; }

    public Hdf5Attribute? Attribute(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);

    /// <summary>What has its header at <paramref name="address"/>; null when it is a named type.</summary>
    public static Hdf5Object? Open(Hdf5File file, long address)
    {
        var header = ObjectHeader.Read(file.Source, address);
        if (header.Has(MessageType.Layout))
            return new Hdf5Dataset(file, header, address);
        return header.Has(MessageType.Datatype) ? null : new Hdf5Group(file, header, address);
    }
}
