using System.Buffers.Binary;

namespace Graft.Hdf5;

/// <summary>
/// What a virtual dataset takes of another, or fills of itself: blocks at equal distances along each axis. HDF5 File
/// Format Specification 3.0, section VIII.D.
/// </summary>
/// <param name="Axes">One for each axis; null stands for the whole dataset.</param>
internal sealed record VirtualSelection(VirtualAxis[]? Axes)
{
    private const uint Hyperslab = 2;
    private const uint All = 3;
    private const int MaxRank = 32;

    public static VirtualSelection Parse(ref Hdf5Cursor cursor)
    {
        var (kind, version) = (cursor.UInt32(), cursor.UInt32());
        switch (kind)
        {
            case All:
                cursor.Skip(8);
                return new VirtualSelection((VirtualAxis[]?)null);
            case Hyperslab when version is 1 or 2 or 3:
                return ParseHyperslab(ref cursor, version);
            default:
                throw Hdf5Exception.Unsupported("it is a virtual dataset of selected points, which is not read");
        }
    }

    private static VirtualSelection ParseHyperslab(ref Hdf5Cursor cursor, uint version)
    {
        var isRegular = version > 1 && (cursor.Byte() & 1) != 0;
        var size = version == 3 ? cursor.Byte() : version == 2 ? 8 : 4;
        cursor.Skip(version == 1 ? 8 : version == 2 ? 4 : 0);
        var rank = cursor.UInt32();
        if (rank is 0 or > MaxRank)
            throw Hdf5Exception.Damaged($"a selection of a virtual dataset has {rank} axes");
        var axes = new VirtualAxis[rank];
        if (isRegular)
        {
            foreach (ref var axis in axes.AsSpan())
                axis = new VirtualAxis(Value(ref cursor, size), Value(ref cursor, size), Value(ref cursor, size), Value(ref cursor, size));
            return new VirtualSelection(axes);
        }

        if (cursor.UIntOf(version == 1 ? 4 : size) != 1)
            throw Hdf5Exception.Unsupported("it is a virtual dataset of irregular parts, which is not read");
        foreach (ref var axis in axes.AsSpan())
            axis = new VirtualAxis(Value(ref cursor, size), 1, 1, 1);
        foreach (ref var axis in axes.AsSpan())
            axis = axis with { Block = Value(ref cursor, size) - axis.Start + 1 };
        return new VirtualSelection(axes);
    }

    private static long Value(ref Hdf5Cursor cursor, int size)
    {
        var bytes = cursor.Bytes(size);
        var value = size switch
        {
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            8 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            _ => throw Hdf5Exception.Damaged($"a selection of a virtual dataset has numbers of {size} bytes"),
        };
        return value <= int.MaxValue
            ? (long)value
            : throw Hdf5Exception.Unsupported("it is a virtual dataset without a fixed size, which is not read");
    }
}
