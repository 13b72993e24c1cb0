using System.Buffers.Binary;
using NetVips;

namespace Graft.Tests.Support;

/// <summary>The same made-up picture in every format that Pillow reads too.</summary>
internal static class PhotoFormats
{
    private const int Width = 21;
    private const int Height = 13;

    /// <summary>Files by name; names in several scripts, one without an ending.</summary>
    public static IReadOnlyDictionary<string, byte[]> All { get; } = Make();

    private static Dictionary<string, byte[]> Make()
    {
        var pixels = Pictures.Noise(Width, Height, seed: 3).Pixels.ToArray();
        using var picture = Image.NewFromMemoryCopy<byte>(pixels, Width, Height, 3, Enums.BandFormat.Uchar);
        using var grey = picture.ExtractBand(1);
        using var transparent = picture.Bandjoin(grey);
        using var deep = picture.Cast(Enums.BandFormat.Ushort, shift: true).Copy(interpretation: Enums.Interpretation.Rgb16);
        return new Dictionary<string, byte[]>
        {
            ["꽃/장미 🌹.png"] = picture.WriteToBuffer(".png"),
            ["꽃/grey.png"] = grey.WriteToBuffer(".png"),
            ["꽃/transparent.png"] = transparent.WriteToBuffer(".png"),
            ["꽃/16 bit.png"] = deep.WriteToBuffer(".png"),
            ["other/a, \"b\".jpg"] = picture.WriteToBuffer(".jpg"),
            ["other/été.webp"] = picture.WriteToBuffer(".webp"),
            ["other/noending"] = picture.WriteToBuffer(".gif"),
            ["other/x.tif"] = picture.WriteToBuffer(".tif"),
            ["other/y.bmp"] = Bmp(pixels),
        };
    }

    private static byte[] Bmp(byte[] pixels)
    {
        const int head = 54;
        const int stride = (Width * 3 + 3) / 4 * 4;
        var file = new byte[head + (stride * Height)];
        "BM"u8.CopyTo(file);
        foreach (var (offset, value) in new[] { (2, file.Length), (10, head), (14, 40), (18, Width), (22, Height), (26, 1 | (24 << 16)), (34, stride * Height) })
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width * 3; x++)
                file[head + ((Height - 1 - y) * stride) + x] = pixels[(y * Width * 3) + (x / 3 * 3) + 2 - (x % 3)];
        }

        return file;
    }
}
