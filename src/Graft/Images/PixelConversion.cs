namespace Graft;

/// <summary>Brings decoded 8-bit samples of one to four bands to RGB, with Pillow's arithmetic.</summary>
internal static class PixelConversion
{
    /// <summary>Grey to three equal channels.</summary>
    public static void FromGrey(ReadOnlySpan<byte> grey, Span<byte> rgb)
    {
        for (var i = 0; i < grey.Length; i++)
            rgb.Slice(3 * i, 3).Fill(grey[i]);
    }

    /// <summary>Grey and alpha, blended over a background or, without one, stripped of its alpha.</summary>
    public static void FromGreyAlpha(ReadOnlySpan<byte> pixels, Span<byte> rgb, RgbColor? background)
    {
        for (int from = 0, to = 0; from + 1 < pixels.Length; from += 2, to += 3)
            Store(rgb[to..], pixels[from], pixels[from], pixels[from], pixels[from + 1], background);
    }

    /// <summary>Red, green, blue and alpha, blended over a background or, without one, stripped of its alpha.</summary>
    public static void FromRgba(ReadOnlySpan<byte> pixels, Span<byte> rgb, RgbColor? background)
    {
        for (int from = 0, to = 0; from + 3 < pixels.Length; from += 4, to += 3)
            Store(rgb[to..], pixels[from], pixels[from + 1], pixels[from + 2], pixels[from + 3], background);
    }

    /// <summary>Cyan, magenta, yellow and black (255 = full ink) without a colour profile: R = 255 (1 - C)(1 - K).</summary>
    public static void FromCmyk(ReadOnlySpan<byte> pixels, Span<byte> rgb)
    {
        for (int from = 0, to = 0; from + 3 < pixels.Length; from += 4, to += 3)
        {
            var white = 255 - pixels[from + 3];
            rgb[to] = (byte)(white - DivideBy255(pixels[from] * white));
            rgb[to + 1] = (byte)(white - DivideBy255(pixels[from + 1] * white));
            rgb[to + 2] = (byte)(white - DivideBy255(pixels[from + 2] * white));
        }
    }

    private static void Store(Span<byte> rgb, byte red, byte green, byte blue, byte alpha, RgbColor? background)
    {
        if (background is { } under)
        {
            rgb[0] = Blend(red, under.Red, alpha);
            rgb[1] = Blend(green, under.Green, alpha);
            rgb[2] = Blend(blue, under.Blue, alpha);
        }
        else
        {
            (rgb[0], rgb[1], rgb[2]) = (red, green, blue);
        }
    }

    private static byte Blend(byte over, byte under, byte alpha) =>
        (byte)DivideBy255((over * alpha) + (under * (255 - alpha)));

    /// <summary>value / 255 rounded to nearest, for 0 to 65,025; no ties exist, 255 being odd.</summary>
    private static int DivideBy255(int value) => (value + 127) / 255;
}
