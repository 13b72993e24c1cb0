using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Graft.Hdf5;

/// <summary>Puts fields one after the other, little-endian.</summary>
internal sealed class Hdf5Bytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public int Length => _bytes.WrittenCount;

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public Hdf5Bytes Byte(int value)
    {
        _bytes.GetSpan(1)[0] = checked((byte)value);
        _bytes.Advance(1);
        return this;
    }

    public Hdf5Bytes UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(2), checked((ushort)value));
        _bytes.Advance(2);
        return this;
    }

    public Hdf5Bytes UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    /// <summary>An address, which may be <see cref="Hdf5Cursor.Undefined"/>, or a length.</summary>
    public Hdf5Bytes Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    public Hdf5Bytes Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public Hdf5Bytes Text(string text) => Raw(Encoding.UTF8.GetBytes(text));

    /// <summary>Zeros up to the next multiple of <paramref name="unit"/>.</summary>
    public Hdf5Bytes Align(int unit) => Zeros((unit - (Length % unit)) % unit);

    public Hdf5Bytes Zeros(int count)
    {
        _bytes.GetSpan(count)[..count].Clear();
        _bytes.Advance(count);
        return this;
    }

    /// <summary>The checksum of what was put since <paramref name="start"/>.</summary>
    public Hdf5Bytes Checksum(int start = 0) => UInt32(Lookup3.Hash(Written[start..]));
}
