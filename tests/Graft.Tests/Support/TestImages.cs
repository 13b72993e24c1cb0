using NetVips;

namespace Graft.Tests.Support;

/// <summary>Small image files for tests.</summary>
internal static class TestImages
{
    /// <summary>A PNG of seeded noise.</summary>
    public static byte[] Png(int width = 8, int height = 6, int seed = 1)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        using var image = Image.NewFromMemoryCopy<byte>(pixels, width, height, 3, Enums.BandFormat.Uchar);
        return image.WriteToBuffer(".png");
    }

    /// <summary>A PNG of one colour with a little noise.</summary>
    public static byte[] PngOf(RgbColor color, int seed, int side = 40)
    {
        var random = new Random(seed);
        var pixels = new byte[side * side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = (i % 3) switch { 0 => color.Red, 1 => color.Green, _ => color.Blue };
            pixels[i] = (byte)Math.Clamp(value + random.Next(-20, 21), 0, 255);
        }

        using var image = Image.NewFromMemoryCopy<byte>(pixels, side, side, 3, Enums.BandFormat.Uchar);
        return image.WriteToBuffer(".png");
    }
}
