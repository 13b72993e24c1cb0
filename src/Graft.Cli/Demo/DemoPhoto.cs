using SkiaSharp;

namespace Graft.Cli.Demo;

/// <summary>Takes a picture as a camera would: uneven light, colour cast, blur, vignette and grain.</summary>
internal static class DemoPhoto
{
    private const int Quality = 88;

    public static byte[] Take(Action<DemoScene> draw, Random random)
    {
        int width = random.Next(240, 321), height = random.Next(240, 321);
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var drawn = new SKBitmap(info);
        using (var canvas = new SKCanvas(drawn))
            draw(new DemoScene(drawn, canvas, random));

        using var photo = new SKBitmap(info);
        Focus(drawn, photo, random);
        Expose(photo, random);
        using var jpeg = photo.Encode(SKEncodedImageFormat.Jpeg, Quality)
            ?? throw new InvalidOperationException("SkiaSharp could not encode a picture as JPEG.");
        return jpeg.ToArray();
    }

    private static void Focus(SKBitmap drawn, SKBitmap photo, Random random)
    {
        using var canvas = new SKCanvas(photo);
        using var blur = SKImageFilter.CreateBlur(0.3f + 0.9f * random.NextSingle(), 0.3f + 0.9f * random.NextSingle(),
            SKShaderTileMode.Clamp);
        using var paint = new SKPaint { ImageFilter = blur, BlendMode = SKBlendMode.Src };
        canvas.DrawBitmap(drawn, 0, 0, SKSamplingOptions.Default, paint);
    }

    private static void Expose(SKBitmap photo, Random random)
    {
        float Between(float low, float high) => low + (high - low) * random.NextSingle();

        int width = photo.Width, height = photo.Height;
        var exposure = Between(0.75f, 1.12f);
        float warmth = Between(-0.1f, 0.1f), red = exposure * (1 + warmth), blue = exposure * (1 - warmth);
        var direction = Between(0, MathF.Tau);
        var slope = Between(0.1f, 0.55f);
        float lightX = slope * MathF.Cos(direction) / width, lightY = slope * MathF.Sin(direction) / height;
        var vignette = Between(0, 0.9f);
        var grain = Between(0.02f, 0.08f);
        var state = (uint)random.Next() | 1;

        var bytes = photo.GetPixelSpan();
        for (var y = 0; y < height; y++)
        {
            var row = bytes.Slice(y * photo.RowBytes, 4 * width);
            for (var x = 0; x < width; x++)
            {
                float dx = x - width / 2f, dy = y - height / 2f;
                var corner = (dx * dx + dy * dy) / (width * width + height * height);
                var light = (1 + lightX * dx + lightY * dy) * (1 - vignette * corner);
                // Sensor noise grows with the root of the light; half of it is common to the three channels.
                var common = Triangular(ref state);
                var pixel = row.Slice(4 * x, 4);
                pixel[0] = Develop(pixel[0] * red * light, grain * (common + Triangular(ref state)));
                pixel[1] = Develop(pixel[1] * exposure * light, grain * (common + Triangular(ref state)));
                pixel[2] = Develop(pixel[2] * blue * light, grain * (common + Triangular(ref state)));
            }
        }
    }

    private static byte Develop(float value, float noise) => Tint.ToByte(value + 8 * noise * MathF.Sqrt(value));

    /// <summary>Between -1 and 1, most often near 0. Xorshift, because this runs four times a pixel.</summary>
    private static float Triangular(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return ((state & 0xFFFF) + (state >> 16)) / 65536f - 1;
    }
}
