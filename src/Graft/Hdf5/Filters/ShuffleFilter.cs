using System.Runtime.InteropServices;

namespace Graft.Hdf5;

/// <summary>First bytes of all elements, then all second ones, and so on; what is left over at the end stays as it is.</summary>
internal static class ShuffleFilter
{
    /// <returns>How many bytes of <paramref name="output"/> were filled.</returns>
    public static int Decode(ReadOnlySpan<byte> data, Span<byte> output, int elementSize)
    {
        if (data.Length > output.Length)
            throw Hdf5Exception.Damaged("a chunk has more bytes than there is room for");
        var count = data.Length / elementSize;
        if (elementSize == sizeof(uint))
        {
            var words = MemoryMarshal.Cast<byte, uint>(output[..(count * sizeof(uint))]);
            var a = data[..count];
            var b = data.Slice(count, count);
            var c = data.Slice(2 * count, count);
            var d = data.Slice(3 * count, count);
            for (var i = 0; i < words.Length; i++)
                words[i] = a[i] | (uint)b[i] << 8 | (uint)c[i] << 16 | (uint)d[i] << 24;
        }
        else
        {
            for (var plane = 0; plane < elementSize; plane++)
            {
                var bytes = data.Slice(plane * count, count);
                for (var i = 0; i < bytes.Length; i++)
                    output[(i * elementSize) + plane] = bytes[i];
            }
        }

        data[(count * elementSize)..].CopyTo(output[(count * elementSize)..]);
        return data.Length;
    }
}
