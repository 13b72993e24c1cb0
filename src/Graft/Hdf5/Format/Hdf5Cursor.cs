using System.Buffers.Binary;

namespace Graft.Hdf5;

/// <summary>Takes fields one after the other out of a block of a file, little-endian, and never reads past its end.</summary>
internal ref struct Hdf5Cursor(ReadOnlySpan<byte> block)
{
    /// <summary>The address that stands for none.</summary>
    public const long Undefined = -1;

    private readonly ReadOnlySpan<byte> _block = block;

    public int Position { get; private set; }

    public readonly int Remaining => _block.Length - Position;

    public byte Byte() => Bytes(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    /// <summary>A number of <paramref name="size"/> bytes, at most 8.</summary>
    public ulong UIntOf(int size)
    {
        Span<byte> number = stackalloc byte[8];
        number.Clear();
        if (size > 8)
            throw Hdf5Exception.Damaged($"a number in it has {size} bytes");
        Bytes(size).CopyTo(number);
        return BinaryPrimitives.ReadUInt64LittleEndian(number);
    }

    /// <summary>An address in the file, or <see cref="Undefined"/>.</summary>
    public long Address()
    {
        var address = UInt64();
        return address == ulong.MaxValue ? Undefined : Signed(address);
    }

    /// <summary>A length or count, never negative.</summary>
    public long Length() => Signed(UInt64());

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count < 0 || count > Remaining)
            throw Hdf5Exception.Damaged("a block in it ends too early");
        var bytes = _block.Slice(Position, count);
        Position += count;
        return bytes;
    }

    public void Skip(int count) => Bytes(count);

    /// <summary>Goes on to the next multiple of <paramref name="unit"/>; the end of the block will do.</summary>
    public void Align(int unit) => Position = Math.Min(_block.Length, (Position + unit - 1) / unit * unit);

    /// <summary>Bytes up to the next zero, which is passed over.</summary>
    public ReadOnlySpan<byte> ZeroTerminated()
    {
        var length = _block[Position..].IndexOf((byte)0);
        if (length < 0)
            throw Hdf5Exception.Damaged("a name in it does not end");
        var name = Bytes(length);
        Skip(1);
        return name;
    }

    private static long Signed(ulong value) =>
        value <= long.MaxValue ? (long)value : throw Hdf5Exception.Damaged($"a number in it is as large as {value:N0}");
}
