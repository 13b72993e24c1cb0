using SkiaSharp;

namespace Graft;

/// <summary>Small pictures of photos, for a page.</summary>
internal static class Thumbnail
{
    /// <summary>The longer side in pixels; small photos stay as they are.</summary>
    public const int Side = 160;

    private const int Quality = 80;

    /// <summary>The whole photo as a JPEG file.</summary>
    public static byte[] Jpeg(RgbImage photo)
    {
        var scale = Math.Min(1, (double)Side / Math.Max(photo.Width, photo.Height));
        var (width, height) = (Math.Max(1, (int)Math.Round(photo.Width * scale)), Math.Max(1, (int)Math.Round(photo.Height * scale)));
        var small = Resampler.Resize(photo, width, height, Interpolation.Bilinear, Resampler.CanVectorise);
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < width * height; i++)
        {
            small.Pixels.Slice(3 * i, 3).CopyTo(pixels.AsSpan(4 * i));
            pixels[4 * i + 3] = byte.MaxValue;
        }

        using var image = SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), pixels);
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }
}
