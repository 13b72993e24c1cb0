using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Graft.Hdf5;

/// <summary>Stored numbers to the numbers we work with. All of them round to nearest where they must.</summary>
internal static class NumberConversion
{
    /// <summary>Brings stored bytes to this machine's order, in place.</summary>
    public static void ToLittleEndian(Span<byte> values, Hdf5Type type)
    {
        if (!type.IsBigEndian)
            return;
        switch (type.Size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(values);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, int>(values);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, long>(values);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    /// <param name="values">Little-endian.</param>
    /// <param name="format">What they are.</param>
    /// <param name="floats">As many.</param>
    public static void ToSingle(ReadOnlySpan<byte> values, NumberFormat format, Span<float> floats)
    {
        switch (format)
        {
            case NumberFormat.Float32:
                MemoryMarshal.Cast<byte, float>(values).CopyTo(floats);
                break;
            case NumberFormat.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(values), floats);
                break;
            case NumberFormat.BFloat16:
                var upperHalves = MemoryMarshal.Cast<byte, ushort>(values);
                for (var i = 0; i < floats.Length; i++)
                    floats[i] = BitConverter.Int32BitsToSingle(upperHalves[i] << 16);
                break;
            case NumberFormat.Float64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, double>(values), floats);
                break;
            case NumberFormat.Int8:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, sbyte>(values), floats);
                break;
            case NumberFormat.UInt8:
                TensorPrimitives.ConvertTruncating(values, floats);
                break;
            case NumberFormat.Int16:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, short>(values), floats);
                break;
            case NumberFormat.UInt16:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ushort>(values), floats);
                break;
            case NumberFormat.Int32:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, int>(values), floats);
                break;
            case NumberFormat.UInt32:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, uint>(values), floats);
                break;
            case NumberFormat.Int64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, long>(values), floats);
                break;
            case NumberFormat.UInt64:
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ulong>(values), floats);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, null);
        }
    }

    /// <summary>One number, whatever it is, as a double.</summary>
    public static double ToDouble(ReadOnlySpan<byte> value, NumberFormat format) => format switch
    {
        NumberFormat.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(value),
        NumberFormat.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(value) << 16),
        NumberFormat.Float32 => BinaryPrimitives.ReadSingleLittleEndian(value),
        NumberFormat.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(value),
        NumberFormat.Int8 => (sbyte)value[0],
        NumberFormat.UInt8 => value[0],
        NumberFormat.Int16 => BinaryPrimitives.ReadInt16LittleEndian(value),
        NumberFormat.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(value),
        NumberFormat.Int32 => BinaryPrimitives.ReadInt32LittleEndian(value),
        NumberFormat.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(value),
        NumberFormat.Int64 => BinaryPrimitives.ReadInt64LittleEndian(value),
        NumberFormat.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(value),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
