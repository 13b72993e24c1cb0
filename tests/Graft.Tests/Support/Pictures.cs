namespace Graft.Tests.Support;

/// <summary>Made-up pictures.</summary>
internal static class Pictures
{
    /// <summary>Every pixel of one colour.</summary>
    public static RgbImage Constant(int width, int height, RgbColor color)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (color.Red, color.Green, color.Blue);
        return new RgbImage(width, height, pixels);
    }

    /// <summary>Seeded random bytes; with <paramref name="extreme"/> only 0 and 255.</summary>
    public static RgbImage Noise(int width, int height, int seed, bool extreme = false)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        if (extreme)
        {
            foreach (ref var value in pixels.AsSpan())
                value = (byte)((value & 1) * 255);
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>Grey pixels, row by row.</summary>
    public static RgbImage Grey(int width, int height, params byte[] levels) =>
        new(width, height, [.. levels.SelectMany(level => new[] { level, level, level })]);
}
