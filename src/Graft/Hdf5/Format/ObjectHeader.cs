namespace Graft.Hdf5;

/// <summary>Kinds of header messages that are read.</summary>
internal enum MessageType
{
    Dataspace = 0x01,
    LinkInfo = 0x02,
    Datatype = 0x03,
    OldFillValue = 0x04,
    FillValue = 0x05,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    Filters = 0x0B,
    Attribute = 0x0C,
    Continuation = 0x10,
    SymbolTable = 0x11,
    AttributeInfo = 0x15,
}

/// <summary>One message of an object header.</summary>
internal readonly record struct HeaderMessage(MessageType Type, bool IsShared, byte[] Body);

/// <summary>
/// What is known of a group or dataset: a list of messages, in one or several blocks. HDF5 File Format Specification
/// 3.0, section IV.A.
/// </summary>
internal sealed class ObjectHeader
{
    private readonly List<HeaderMessage> _messages = [];
    private readonly Hdf5Source _source;

    private ObjectHeader(Hdf5Source source) => _source = source;

    /// <summary>Reads all blocks of the header at <paramref name="address"/>.</summary>
    public static ObjectHeader Read(Hdf5Source source, long address)
    {
        var header = new ObjectHeader(source);
        Span<byte> start = stackalloc byte[4];
        source.Read(address, start);
        // Continuations that lead in a circle would never end.
        var visited = new HashSet<long> { address };
        var blocks = new Queue<(long Address, long Length)>();
        if (start.SequenceEqual("OHDR"u8))
            header.ReadNew(address, blocks, visited);
        else
            header.ReadOld(address, blocks, visited);
        return header;
    }

    public IEnumerable<byte[]> All(MessageType type) =>
        _messages.Where(message => message.Type == type).Select(message => message.IsShared ? Shared(message) : message.Body);

    public byte[]? Find(MessageType type) => All(type).FirstOrDefault();

    public bool Has(MessageType type) => _messages.Any(message => message.Type == type);

    /// <summary>A message that stands elsewhere, as that of a named datatype does. Section IV.A.2 "Shared Message".</summary>
    public static byte[] Shared(Hdf5Source source, MessageType type, ReadOnlySpan<byte> body)
    {
        var cursor = new Hdf5Cursor(body);
        var (version, kind) = (cursor.Byte(), cursor.Byte());
        if (version == 1)
            cursor.Skip(6);
        if (version == 3 && kind == 1)
            throw Hdf5Exception.Unsupported("it keeps messages in a shared heap, which is not read");
        var header = Read(source, cursor.Address());
        var message = header._messages.FirstOrDefault(message => message.Type == type);
        return message.Body is { } found && !message.IsShared
            ? found
            : throw Hdf5Exception.Damaged($"a shared {type} message leads nowhere");
    }

    private byte[] Shared(HeaderMessage message) => Shared(_source, message.Type, message.Body);

    private void ReadNew(long address, Queue<(long Address, long Length)> blocks, HashSet<long> visited)
    {
        // Long enough for all fields before the messages.
        var prefix = new Hdf5Cursor(_source.ReadBlock(address, Math.Min(34, _source.Size - address)));
        prefix.Skip(4);
        if (prefix.Byte() is not 2 and var version)
            throw Hdf5Exception.Unsupported($"an object header has version {version}; 1 and 2 are read");
        var flags = prefix.Byte();
        prefix.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        var length = Checked(prefix.UIntOf(1 << (flags & 3)));
        var start = prefix.Position;
        var block = _source.ReadChecked(address, start + length + 4, "OHDR"u8);
        ReadNewMessages(block.AsSpan(start, block.Length - start - 4), flags, blocks);
        while (blocks.TryDequeue(out var next))
        {
            if (!visited.Add(next.Address))
                throw Hdf5Exception.Damaged("an object header leads back to itself");
            block = _source.ReadChecked(next.Address, next.Length, "OCHK"u8);
            ReadNewMessages(block.AsSpan(4, block.Length - 8), flags, blocks);
        }
    }

    private void ReadNewMessages(ReadOnlySpan<byte> block, int headerFlags, Queue<(long Address, long Length)> blocks)
    {
        var prefixLength = (headerFlags & 4) != 0 ? 6 : 4;
        var cursor = new Hdf5Cursor(block);
        // What is left and too short for a message is a gap.
        while (cursor.Remaining >= prefixLength)
        {
            var (type, length, flags) = (cursor.Byte(), cursor.UInt16(), cursor.Byte());
            cursor.Skip(prefixLength - 4);
            Add(type, flags, cursor.Bytes(length), blocks);
        }
    }

    private void ReadOld(long address, Queue<(long Address, long Length)> blocks, HashSet<long> visited)
    {
        var prefix = new Hdf5Cursor(_source.ReadBlock(address, 16));
        if (prefix.Byte() is not 1 and var version)
            throw Hdf5Exception.Damaged($"there is no object header at {address:N0} (version {version})");
        prefix.Skip(1);
        int count = prefix.UInt16();
        prefix.Skip(4);
        blocks.Enqueue((address + 16, prefix.UInt32()));
        while (blocks.TryDequeue(out var next))
        {
            if (next.Address != address + 16 && !visited.Add(next.Address))
                throw Hdf5Exception.Damaged("an object header leads back to itself");
            var cursor = new Hdf5Cursor(_source.ReadBlock(next.Address, next.Length));
            while (cursor.Remaining >= 8 && count > 0)
            {
                var (type, length, flags) = (cursor.UInt16(), cursor.UInt16(), cursor.Byte());
                cursor.Skip(3);
                Add(type, flags, cursor.Bytes(length), blocks);
                count--;
            }
        }
    }

    private void Add(int type, int flags, ReadOnlySpan<byte> body, Queue<(long Address, long Length)> blocks)
    {
        if ((MessageType)type == MessageType.Continuation)
        {
            var cursor = new Hdf5Cursor(body);
            blocks.Enqueue((cursor.Address(), cursor.Length()));
        }
        else if (type != 0)
        {
            _messages.Add(new HeaderMessage((MessageType)type, (flags & 2) != 0, body.ToArray()));
        }
    }

    private long Checked(ulong length) =>
        length <= (ulong)_source.Size ? (long)length : throw Hdf5Exception.Damaged($"an object header is {length:N0} bytes long");
}
