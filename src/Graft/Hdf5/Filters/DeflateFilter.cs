using System.IO.Compression;

namespace Graft.Hdf5;

/// <summary>zlib (RFC 1950), which HDF5 calls gzip.</summary>
internal static class DeflateFilter
{
    /// <summary>Deflate cannot shrink further; more is asked for only by damaged files.</summary>
    public const int MaxRatio = 1032;

    /// <returns>How many bytes of <paramref name="output"/> were filled.</returns>
    public static int Decode(ArraySegment<byte> data, Span<byte> output)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(data.Array!, data.Offset, data.Count, writable: false), CompressionMode.Decompress);
            var count = stream.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
            return stream.ReadByte() < 0 ? count : throw Hdf5Exception.Damaged("a compressed chunk has more bytes than there is room for");
        }
        catch (InvalidDataException)
        {
            throw Hdf5Exception.Damaged("a compressed chunk cannot be unpacked");
        }
    }
}
