using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Graft;

/// <summary>
/// What the header of an image file says of how the file was made, in words. Reads no more than some kilobytes, goes over
/// what it does not need, and takes the header's word for nothing but these words.
/// </summary>
internal static class PhotoHeader
{
    /// <summary>Names of the traits, in the order of <see cref="Read"/>'s values.</summary>
    public static readonly ImmutableArray<string> Traits = ["format", "shorter side", "colours", "encoding", "quality", "chroma", "colour profile", "EXIF"];

    private const string None = "none";

    /// <summary>Values of the traits.</summary>
    /// <param name="stream">Seekable; at its beginning.</param>
    /// <exception cref="InvalidDataException">It is no image, or its header is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string[] Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[32];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        var format = ImageSignature.Recognise(start);
        return format switch
        {
            ImageFormat.Jpeg => JpegHeader.Read(stream).ToTraits(),
            ImageFormat.Png => Png(stream, start),
            ImageFormat.Gif when start.Length >= 10 => Values(format, BinaryPrimitives.ReadUInt16LittleEndian(start[6..]), BinaryPrimitives.ReadUInt16LittleEndian(start[8..]), "palette"),
            ImageFormat.Bmp when start.Length >= 26 => Values(format, BinaryPrimitives.ReadInt32LittleEndian(start[18..]), BinaryPrimitives.ReadInt32LittleEndian(start[22..]), None),
            ImageFormat.Unknown => throw new InvalidDataException("it is not an image of a known format"),
            _ => Values(format, 0, 0, None),
        };
    }

    /// <summary>Shorter sides that differ by less than a factor of two are one class.</summary>
    public static string SideClass(long width, long height)
    {
        var side = Math.Min(Math.Abs(width), Math.Abs(height));
        if (side == 0)
            return "unknown";
        var most = 32L;
        while (most < side && most < 1 << 20)
            most *= 2;
        return most == 32 ? "up to 32" : $"{most / 2 + 1} to {most}";
    }

    public static string[] Values(
        ImageFormat format, long width, long height, string colours, string encoding = None, string quality = None, string chroma = None, bool hasProfile = false, bool hasExif = false) =>
        [format.Name(), SideClass(width, height), colours, encoding, quality, chroma, hasProfile ? "yes" : "no", hasExif ? "yes" : "no"];

    private static string[] Png(Stream stream, ReadOnlySpan<byte> start)
    {
        if (start.Length < 29 || !start.Slice(12, 4).SequenceEqual("IHDR"u8))
            throw new InvalidDataException("its header is damaged");
        var colours = start[25] switch { 0 => "greyscale", 2 => "colour", 3 => "palette", 4 => "greyscale with alpha", 6 => "colour with alpha", _ => throw new InvalidDataException("its header is damaged") };
        var (hasProfile, hasExif) = (false, false);
        Span<byte> chunk = stackalloc byte[8];
        // Behind the signature and IHDR; a hostile file may have any number of chunks before the pixels.
        stream.Position = 33;
        for (var i = 0; i < 256 && stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false) == chunk.Length; i++)
        {
            var name = Encoding.ASCII.GetString(chunk[4..]);
            if (name is "IDAT" or "IEND")
                break;
            hasProfile |= name == "iCCP";
            hasExif |= name == "eXIf";
            var next = stream.Position + BinaryPrimitives.ReadUInt32BigEndian(chunk) + 4L;
            if (next > stream.Length)
                break;
            stream.Position = next;
        }

        return Values(
            ImageFormat.Png, BinaryPrimitives.ReadUInt32BigEndian(start[16..]), BinaryPrimitives.ReadUInt32BigEndian(start[20..]), colours,
            start[28] == 0 ? "not interlaced" : "interlaced", hasProfile: hasProfile, hasExif: hasExif);
    }
}
