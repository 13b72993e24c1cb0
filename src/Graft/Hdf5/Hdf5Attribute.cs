using System.Text;

namespace Graft.Hdf5;

/// <summary>A named value at a group or dataset.</summary>
/// <param name="Source">The file, for texts of variable length.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Of each element.</param>
/// <param name="Space">How many.</param>
/// <param name="Data">As stored.</param>
internal sealed record Hdf5Attribute(Hdf5Source Source, string Name, Hdf5Type Type, Dataspace Space, ReadOnlyMemory<byte> Data)
{
    /// <summary>All its texts.</summary>
    public string[] Texts() => Hdf5Text.Read(Data.Span, Type, Space.Count, new GlobalHeap(Source));

    /// <summary>HDF5 File Format Specification 3.0, section IV.A.2.m.</summary>
    public static Hdf5Attribute Parse(Hdf5Source source, ReadOnlySpan<byte> message)
    {
        var cursor = new Hdf5Cursor(message);
        int version = cursor.Byte();
        if (version is < 1 or > 3)
            throw Hdf5Exception.Unsupported($"an attribute has version {version}; 1 to 3 are read");
        int flags = version == 1 ? cursor.Byte() & 0 : cursor.Byte();
        var (nameLength, typeLength, spaceLength) = (cursor.UInt16(), cursor.UInt16(), cursor.UInt16());
        cursor.Skip(version == 3 ? 1 : 0);
        var name = Encoding.UTF8.GetString(Part(ref cursor, nameLength, version).TrimEnd((byte)0));
        var typeMessage = Part(ref cursor, typeLength, version);
        var spaceMessage = Part(ref cursor, spaceLength, version);
        var type = Hdf5Type.Parse((flags & 1) != 0 ? ObjectHeader.Shared(source, MessageType.Datatype, typeMessage) : typeMessage);
        var space = Dataspace.Parse((flags & 2) != 0 ? ObjectHeader.Shared(source, MessageType.Dataspace, spaceMessage) : spaceMessage);
        var length = (UInt128)space.Count * (ulong)type.Size;
        if (length > (ulong)cursor.Remaining)
            throw Hdf5Exception.Damaged($"the attribute '{name}' ends too early");
        return new Hdf5Attribute(source, name, type, space, cursor.Bytes((int)length).ToArray());
    }

    /// <summary>Version 1 fills its parts up to multiples of 8.</summary>
    private static ReadOnlySpan<byte> Part(ref Hdf5Cursor cursor, int length, int version)
    {
        var part = cursor.Bytes(length);
        if (version == 1)
            cursor.Skip(Math.Min(cursor.Remaining, (8 - (length % 8)) % 8));
        return part;
    }
}
