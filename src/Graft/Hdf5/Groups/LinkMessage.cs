using System.Text;

namespace Graft.Hdf5;

/// <summary>A link as newer files write it. HDF5 File Format Specification 3.0, section IV.A.2.g.</summary>
internal static class LinkMessage
{
    private const int Hard = 0;
    private const int Soft = 1;
    private const int External = 64;

    public static Hdf5Link Parse(ReadOnlySpan<byte> message)
    {
        var cursor = new Hdf5Cursor(message);
        if (cursor.Byte() is not 1 and var version)
            throw Hdf5Exception.Unsupported($"a link has version {version}; 1 is read");
        var flags = cursor.Byte();
        int kind = (flags & 8) != 0 ? cursor.Byte() : Hard;
        cursor.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        var nameLength = cursor.UIntOf(1 << (flags & 3));
        if (nameLength > (ulong)cursor.Remaining)
            throw Hdf5Exception.Damaged("the name of a link does not end");
        var name = Encoding.UTF8.GetString(cursor.Bytes((int)nameLength));
        switch (kind)
        {
            case Hard:
                return new Hdf5Link(name, cursor.Address());
            case Soft:
                return new Hdf5Link(name, Hdf5Cursor.Undefined, Encoding.UTF8.GetString(cursor.Bytes(cursor.UInt16())));
            case External:
                var target = new Hdf5Cursor(cursor.Bytes(cursor.UInt16()));
                target.Skip(1);
                var file = Encoding.UTF8.GetString(target.ZeroTerminated());
                return new Hdf5Link(name, Hdf5Cursor.Undefined, Encoding.UTF8.GetString(target.ZeroTerminated()), file);
            default:
                throw Hdf5Exception.Unsupported($"the link '{name}' is of a kind ({kind}) that is not read");
        }
    }
}
