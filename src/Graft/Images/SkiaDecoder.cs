using SkiaSharp;

namespace Graft;

/// <summary>Decodes BMP, the one common format that the libvips package leaves out.</summary>
internal static class SkiaDecoder
{
    public static RgbImage Decode(ReadOnlySpan<byte> content, string name, ImageReaderOptions options)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data)
            ?? throw new ImageReadException(name, "the BMP header is damaged or of a kind that is not supported");
        var info = codec.Info;
        PixelLimit.Check(info.Width, info.Height, options.PixelLimit, name);
        var rgba = new byte[info.Width * info.Height * 4];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pixels = rgba)
                result = codec.GetPixels(new SKImageInfo(info.Width, info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul), (nint)pixels);
        }

        if (result != SKCodecResult.Success)
            throw new ImageReadException(name, "the BMP data is damaged or incomplete");
        var picture = RgbImage.Create(info.Width, info.Height, options.RentsPixels);
        PixelConversion.FromRgba(rgba, picture.Writable, options.AlphaBackground);
        return picture;
    }
}
