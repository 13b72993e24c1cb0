using System.Buffers.Binary;

namespace Graft;

/// <summary>The markers of a JPEG file before its pixels (ITU-T T.81, annex B).</summary>
internal sealed class JpegHeader
{
    // The luminance table of T.81's annex K, in zigzag order: libjpeg's quality says what it is multiplied by.
    private static readonly byte[] StandardLuminance =
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ];

    // A hostile file may have any number of markers before its pixels.
    private const int MostSegments = 1000;

    private byte _frame;
    private int _width;
    private int _height;
    private byte[] _sampling = [];
    private int _quality;
    private bool _hasProfile;
    private bool _hasExif;

    /// <summary>Goes from marker to marker up to the first scan.</summary>
    /// <param name="stream">Seekable.</param>
    /// <exception cref="InvalidDataException">There is no frame before the first scan.</exception>
    public static JpegHeader Read(Stream stream)
    {
        var header = new JpegHeader();
        stream.Position = 2;
        for (var i = 0; i < MostSegments; i++)
        {
            var marker = NextMarker(stream);
            // End of image, or start of scan.
            if (marker is 0xD9 or 0xDA)
                break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                continue;
            header.ReadSegment(stream, marker);
        }

        return header._frame != 0 ? header : throw Damaged();
    }

    public string[] ToTraits() => PhotoHeader.Values(
        ImageFormat.Jpeg, _width, _height,
        _sampling.Length switch { 1 => "greyscale", 4 => "CMYK", _ => "colour" },
        // SOF2, 6, 10 and 14 are progressive, 0 is baseline.
        _frame switch { 0xC0 => "baseline", _ when (_frame & 3) == 2 => "progressive", _ => "other" },
        _quality switch { 0 => "unknown", < 50 => "below 50", _ => $"{_quality / 10 * 10} to {Math.Min(100, (_quality / 10 * 10) + 9)}" },
        _sampling.Length < 3 ? "none" : Chroma(), _hasProfile, _hasExif);

    private string Chroma() => (_sampling[0] >> 4, _sampling[0] & 15, _sampling[1] >> 4, _sampling[1] & 15) switch
    {
        (var h, var v, var h1, var v1) when h == h1 && v == v1 => "4:4:4",
        (var h, var v, var h1, var v1) when h == 2 * h1 && v == v1 => "4:2:2",
        (var h, var v, var h1, var v1) when h == 2 * h1 && v == 2 * v1 => "4:2:0",
        _ => "other",
    };

    private static byte NextMarker(Stream stream)
    {
        // Any number of fill bytes may come before a marker; a hostile file gets no further than these.
        if (stream.ReadByte() != 0xFF)
            throw Damaged();
        for (var i = 0; i < MostSegments; i++)
        {
            var value = stream.ReadByte();
            if (value is not 0xFF)
                return value > 0 ? (byte)value : throw Damaged();
        }

        throw Damaged();
    }

    private void ReadSegment(Stream stream, byte marker)
    {
        Span<byte> lengthBytes = stackalloc byte[2];
        ReadExactly(stream, lengthBytes);
        var length = BinaryPrimitives.ReadUInt16BigEndian(lengthBytes) - 2;
        if (length < 0)
            throw Damaged();
        var end = stream.Position + length;
        Span<byte> content = stackalloc byte[256];
        content = content[..Math.Min(length, content.Length)];
        // A frame, a table of quantisation, EXIF, or a colour profile; what else there is does not matter.
        if (marker is (>= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC) or 0xDB or 0xE1 or 0xE2)
        {
            ReadExactly(stream, content);
            ReadContent(marker, content);
        }

        stream.Position = end;
    }

    private void ReadContent(byte marker, ReadOnlySpan<byte> content)
    {
        switch (marker)
        {
            case 0xE1: _hasExif |= content.StartsWith("Exif\0"u8); break;
            case 0xE2: _hasProfile |= content.StartsWith("ICC_PROFILE\0"u8); break;
            // Table 0 of 8 bits is luminance in every file that we know of.
            case 0xDB when content.Length >= 65 && content[0] == 0: _quality = Quality(content.Slice(1, 64)); break;
            case 0xDB: break;
            default: ReadFrame(marker, content); break;
        }
    }

    private void ReadFrame(byte marker, ReadOnlySpan<byte> content)
    {
        if (content.Length < 6 || content[5] == 0 || content.Length < 6 + 3 * content[5])
            throw Damaged();
        (_frame, _height, _width) = (marker, BinaryPrimitives.ReadUInt16BigEndian(content[1..]), BinaryPrimitives.ReadUInt16BigEndian(content[3..]));
        _sampling = new byte[content[5]];
        for (var i = 0; i < _sampling.Length; i++)
            _sampling[i] = content[7 + 3 * i];
    }

    /// <summary>The quality of libjpeg whose table is nearest, from 1 to 100.</summary>
    private static int Quality(ReadOnlySpan<byte> table)
    {
        var (best, least) = (0, int.MaxValue);
        for (var quality = 1; quality <= 100; quality++)
        {
            var scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
            var difference = 0;
            for (var i = 0; i < table.Length; i++)
                difference += Math.Abs(table[i] - Math.Clamp((StandardLuminance[i] * scale + 50) / 100, 1, 255));
            if (difference <= least)
                (best, least) = (quality, difference);
        }

        return best;
    }

    private static void ReadExactly(Stream stream, Span<byte> target)
    {
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw Damaged();
    }

    private static InvalidDataException Damaged() => new("its header is damaged");
}
