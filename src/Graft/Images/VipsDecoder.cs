using NetVips;

namespace Graft;

/// <summary>Decodes every format but BMP with libvips.</summary>
internal static class VipsDecoder
{
    // Kept alive for the life of the process: libvips calls it from native code.
    private static readonly Log.LogDelegate Silence = static (_, _, _) => { };

    static VipsDecoder()
    {
        // Pictures are decoded in parallel with each other, one thread each; a cache of decoded ones would only hold memory.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        // What libvips warns of (an odd EXIF block, a damaged tile) either does not matter or becomes our exception.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, Silence);
    }

    public static RgbImage Decode(ReadOnlySpan<byte> content, ImageFormat format, string name, ImageReaderOptions options)
    {
        try
        {
            // FailOn.Error: a cut-off picture is an error, a harmless oddity in a header is not.
            using var image = Image.NewFromBuffer(content, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
            PixelLimit.Check(image.Width, image.PageHeight, options.PixelLimit, name);
            using var bytes = ToBytes(image, format, name);
            var orientation = image.Contains("orientation") && image.Get("orientation") is int value ? value : 1;
            return Orientation.Apply(ToRgb(bytes, format, name, options), orientation, options.RentsPixels);
        }
        catch (VipsException e)
        {
            // libvips keeps one error text for all threads, so it may speak of another file: ours does not repeat it.
            throw new ImageReadException(name, $"the {format.Name()} data is damaged, incomplete or of a kind that is not supported", e);
        }
    }

    /// <summary>Same bands in 8 bits, the high byte of 16; a cheap copy where there is nothing to do.</summary>
    private static Image ToBytes(Image image, ImageFormat format, string name)
    {
        if (image.Interpretation is not (Enums.Interpretation.Srgb or Enums.Interpretation.Bw or Enums.Interpretation.Rgb
            or Enums.Interpretation.Rgb16 or Enums.Interpretation.Grey16 or Enums.Interpretation.Cmyk or Enums.Interpretation.Multiband))
            return image.Colourspace(Enums.Interpretation.Srgb);
        return image.Format switch
        {
            Enums.BandFormat.Uchar => image.Copy(),
            Enums.BandFormat.Ushort => image.Msb(),
            var other => throw new ImageReadException(name, $"the {format.Name()} has {other} samples; those of 8 and 16 bits are read"),
        };
    }

    private static unsafe RgbImage ToRgb(Image image, ImageFormat format, string name, ImageReaderOptions options)
    {
        var cmyk = image.Interpretation == Enums.Interpretation.Cmyk;
        if (image.Bands > 4 || (cmyk && image.Bands != 4))
            throw new ImageReadException(name, $"the {format.Name()} has {image.Bands} channels; one to four are read");
        var (width, height, bands) = (image.Width, image.PageHeight, image.Bands);
        var memory = image.WriteToMemory(out var size);
        try
        {
            var pixels = new ReadOnlySpan<byte>((void*)memory, checked((int)size))[..(width * height * bands)];
            var picture = RgbImage.Create(width, height, options.RentsPixels);
            var rgb = picture.Writable;
            switch (bands)
            {
                case 1: PixelConversion.FromGrey(pixels, rgb); break;
                case 2: PixelConversion.FromGreyAlpha(pixels, rgb, options.AlphaBackground); break;
                case 3: pixels.CopyTo(rgb); break;
                case 4 when cmyk: PixelConversion.FromCmyk(pixels, rgb); break;
                default: PixelConversion.FromRgba(pixels, rgb, options.AlphaBackground); break;
            }

            return picture;
        }
        finally
        {
            NetVips.NetVips.Free(memory);
        }
    }
}
