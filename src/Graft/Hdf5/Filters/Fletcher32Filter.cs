using System.Buffers.Binary;

namespace Graft.Hdf5;

/// <summary>
/// A checksum behind the values (J. Fletcher, "An Arithmetic Checksum for Serial Transmissions", 1982), over 16-bit words
/// with the most significant byte first.
/// </summary>
internal static class Fletcher32Filter
{
    /// <summary>Words that can be added before the sums overflow.</summary>
    private const int Stride = 360;

    /// <summary>Bytes of the checksum.</summary>
    public const int Length = 4;

    /// <summary>Makes sure that the checksum is right.</summary>
    /// <returns>How many bytes stand before it.</returns>
    public static int Check(ReadOnlySpan<byte> data)
    {
        if (data.Length < Length || BinaryPrimitives.ReadUInt32LittleEndian(data[^Length..]) != Sum(data[..^Length]))
            throw Hdf5Exception.Damaged("the checksum of a chunk is wrong");
        return data.Length - Length;
    }

    private static uint Sum(ReadOnlySpan<byte> data)
    {
        var (first, second) = (0u, 0u);
        for (var position = 0; position < data.Length;)
        {
            var end = Math.Min(data.Length, position + (2 * Stride));
            for (; position < end; position += 2)
            {
                first += position + 1 < data.Length ? BinaryPrimitives.ReadUInt16BigEndian(data[position..]) : (uint)data[position] << 8;
                second += first;
            }

            (first, second) = (Fold(first), Fold(second));
        }

        return Fold(second) << 16 | Fold(first);
    }

    private static uint Fold(uint sum) => (sum & 0xFFFF) + (sum >> 16);
}
