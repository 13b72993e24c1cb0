using System.Text;

namespace Graft.Hdf5;

/// <summary>
/// Everything a file needs besides its values: a heap of texts and of lists of virtual parts, a header for each dataset, the
/// root group. Written in the forms of HDF5 1.8 (superblock 2, object headers 2, layout 3; for virtual datasets layout 4 of
/// HDF5 1.10), which every later reader knows and which bear checksums. HDF5 File Format Specification 3.0, sections II to IV.
/// </summary>
internal sealed class MetadataBlock
{
    public const int SuperblockLength = 48;

    /// <summary>libhdf5 makes no smaller heaps, and may expect none.</summary>
    private const int SmallestHeap = 4096;

    private readonly Hdf5Bytes _bytes = new();
    private readonly Dictionary<object, int> _inHeap = new(ReferenceEqualityComparer.Instance);

    /// <param name="address">Where the block will lie, a multiple of 8.</param>
    /// <param name="attributes">Of the root group.</param>
    /// <param name="datasets">In the root group.</param>
    public MetadataBlock(long address, IReadOnlyList<AttributeSpec> attributes, IReadOnlyList<DatasetSpec> datasets)
    {
        Address = address;
        WriteHeap(
        [
            .. attributes.Concat(datasets.SelectMany(dataset => dataset.Attributes)).Where(attribute => attribute.Text?.Length > 0).Select(attribute => ((object)attribute, Encoding.UTF8.GetBytes(attribute.Text!))),
            .. datasets.Where(dataset => dataset.VirtualParts is not null).Select(dataset => ((object)dataset, VirtualPart.List(dataset.VirtualParts!, dataset.Shape))),
        ]);
        var headers = datasets.Select(dataset => (dataset.Name, Address: WriteDataset(dataset))).ToList();
        RootAddress = WriteRoot(attributes, headers);
        _bytes.Align(8);
    }

    /// <summary>Where the block lies.</summary>
    public long Address { get; }

    public long RootAddress { get; }

    public ReadOnlySpan<byte> Written => _bytes.Written;

    public int Length => _bytes.Length;

    /// <param name="rootAddress">Header of the root group.</param>
    /// <param name="fileLength">Bytes that the file has, at least.</param>
    public static byte[] Superblock(long rootAddress, long fileLength) => new Hdf5Bytes()
        .Raw([0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A])
        .Byte(2).Byte(8).Byte(8).Byte(0)
        .Int64(0).Int64(Hdf5Cursor.Undefined).Int64(fileLength).Int64(rootAddress)
        .Checksum().Written.ToArray();

    private void WriteHeap(List<(object Owner, byte[] Content)> contents)
    {
        var objects = new Hdf5Bytes();
        foreach (var (owner, content) in contents)
        {
            _inHeap[owner] = _inHeap.Count + 1;
            objects.UInt16(_inHeap[owner]).UInt16(1).UInt32(0).Int64(content.Length).Raw(content).Align(8);
        }

        if (_inHeap.Count == 0)
            return;
        var length = Math.Max(SmallestHeap, 16 + objects.Length + 16);
        _bytes.Raw("GCOL"u8).Byte(1).Zeros(3).Int64(length).Raw(objects.Written);
        // What is left is object 0, and its size counts its own head.
        var left = length - _bytes.Length;
        _bytes.UInt16(0).UInt16(0).UInt32(0).Int64(left).Zeros(left - 16);
    }

    private long WriteDataset(DatasetSpec dataset)
    {
        var messages = new Hdf5Bytes();
        Add(messages, MessageType.Dataspace, Space(dataset.Shape));
        Add(messages, MessageType.Datatype, new Hdf5Bytes().Raw(dataset.Type.Message.Span));
        // Version 3: room is made late, the value is written if set, and none is set.
        Add(messages, MessageType.FillValue, new Hdf5Bytes().Byte(3).Byte(0x0A));
        Add(messages, MessageType.Layout, Layout(dataset));
        if (dataset.GzipLevel is { } level)
            Add(messages, MessageType.Filters, new Hdf5Bytes().Byte(2).Byte(1).UInt16(FilterIds.Deflate).UInt16(0).UInt16(1).UInt32((uint)level));
        AddAttributes(messages, dataset.Attributes);
        return WriteHeader(messages);
    }

    private Hdf5Bytes Layout(DatasetSpec dataset)
    {
        if (dataset.VirtualParts is not null)
            return new Hdf5Bytes().Byte(4).Byte(3).Int64(Address).UInt32((uint)_inHeap[dataset]);
        if (dataset.ChunkShape is not { } chunk)
        {
            // Datasets without a value have no place: later versions of libhdf5 refuse one.
            return new Hdf5Bytes().Byte(3).Byte(1).Int64(dataset.Length == 0 ? Hdf5Cursor.Undefined : dataset.Address).Int64(dataset.Length);
        }

        var layout = new Hdf5Bytes().Byte(3).Byte(2).Byte(chunk.Length + 1).Int64(dataset.Address);
        foreach (var side in chunk)
            layout.UInt32((uint)side);
        return layout.UInt32((uint)dataset.Type.Size);
    }

    private long WriteRoot(IReadOnlyList<AttributeSpec> attributes, List<(string Name, long Address)> headers)
    {
        const MessageType groupInfo = (MessageType)0x0A;
        var messages = new Hdf5Bytes();
        Add(messages, MessageType.LinkInfo, new Hdf5Bytes().Byte(0).Byte(0).Int64(Hdf5Cursor.Undefined).Int64(Hdf5Cursor.Undefined));
        Add(messages, groupInfo, new Hdf5Bytes().Byte(0).Byte(0));
        foreach (var (name, address) in headers)
            Add(messages, MessageType.Link, new Hdf5Bytes().Byte(1).Byte(0).Byte(Encoding.UTF8.GetByteCount(name)).Text(name).Int64(address));
        AddAttributes(messages, attributes);
        return WriteHeader(messages);
    }

    private void AddAttributes(Hdf5Bytes messages, IReadOnlyList<AttributeSpec> attributes)
    {
        // Without it libhdf5's tools see no attributes in headers of this version.
        if (attributes.Count > 0)
            Add(messages, MessageType.AttributeInfo, new Hdf5Bytes().Byte(0).Byte(0).Int64(Hdf5Cursor.Undefined).Int64(Hdf5Cursor.Undefined));
        foreach (var attribute in attributes)
        {
            var space = Space([]);
            var body = new Hdf5Bytes()
                .Byte(3).Byte(0)
                .UInt16(Encoding.UTF8.GetByteCount(attribute.Name) + 1).UInt16(attribute.Type.Message.Length).UInt16(space.Length)
                .Byte(0).Text(attribute.Name).Byte(0).Raw(attribute.Type.Message.Span).Raw(space.Written);
            if (attribute.Text is null)
                body.Raw(attribute.Number.Span);
            else if (_inHeap.TryGetValue(attribute, out var index))
                body.UInt32((uint)Encoding.UTF8.GetByteCount(attribute.Text)).Int64(Address).UInt32((uint)index);
            else
                body.Zeros(attribute.Type.Size);
            Add(messages, MessageType.Attribute, body);
        }
    }

    private static Hdf5Bytes Space(long[] shape)
    {
        var space = new Hdf5Bytes().Byte(2).Byte(shape.Length).Byte(0).Byte(shape.Length == 0 ? 0 : 1);
        foreach (var side in shape)
            space.Int64(side);
        return space;
    }

    private static void Add(Hdf5Bytes messages, MessageType type, Hdf5Bytes body) =>
        messages.Byte((int)type).UInt16(body.Length).Byte(0).Raw(body.Written);

    private long WriteHeader(Hdf5Bytes messages)
    {
        _bytes.Align(8);
        var start = _bytes.Length;
        const int lengthHasFourBytes = 2;
        _bytes.Raw("OHDR"u8).Byte(2).Byte(lengthHasFourBytes).UInt32((uint)messages.Length).Raw(messages.Written).Checksum(start);
        return Address + start;
    }
}
