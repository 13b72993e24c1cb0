using SkiaSharp;

namespace Graft.Cli.Demo;

/// <summary>What a class needs to draw one picture: a canvas, a palette, chance, and a camera that moves.</summary>
internal sealed class DemoScene(SKBitmap bitmap, SKCanvas canvas, Random random)
{
    public SKCanvas Canvas { get; } = canvas;

    public DemoPalette Palette { get; } = DemoPalette.Pick(random);

    /// <summary>Another palette, for a subject that must stand out from its background.</summary>
    public DemoPalette Contrast { get; } = DemoPalette.Pick(random);

    public DemoNoise Noise { get; } = new(random.Next());

    public float Width => bitmap.Width;

    public float Height => bitmap.Height;

    /// <summary>After <see cref="Aim"/>: everything within this distance of the origin may be in view.</summary>
    public float Reach { get; private set; }

    public float Between(float low, float high) => low + (high - low) * random.NextSingle();

    public int Count(int least, int most) => random.Next(least, most + 1);

    public bool Chance(float probability) => random.NextSingle() < probability;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>Puts the origin near the middle, then turns, zooms, shears and tilts what is drawn later.</summary>
    public void Aim(float maxDegrees = 180, float tilt = 1)
    {
        var zoom = Between(0.8f, 1.5f);
        Canvas.Translate(Width * Between(0.4f, 0.6f), Height * Between(0.4f, 0.6f));
        var perspective = SKMatrix.Identity;
        perspective.Persp0 = tilt * Between(-0.0011f, 0.0011f);
        perspective.Persp1 = tilt * Between(-0.0011f, 0.0011f);
        Canvas.Concat(perspective);
        Canvas.RotateDegrees(Between(-maxDegrees, maxDegrees));
        Canvas.Skew(tilt * Between(-0.15f, 0.15f), 0);
        Canvas.Scale(zoom);
        Reach = 330 / zoom;
    }

    /// <summary>Whether anything near this place can show; most of what lies within reach cannot.</summary>
    public bool InView(float x, float y, float radius) =>
        !Canvas.QuickReject(new SKRect(x - radius, y - radius, x + radius, y + radius));

    /// <summary>Colours every pixel by its place in the plane that <see cref="Aim"/> has set up.</summary>
    public void Shade(Func<float, float, SKColor> colourAt)
    {
        Canvas.Flush();
        var toPlane = Canvas.TotalMatrix.Invert();
        var pixels = bitmap.Pixels;
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                // MapPoint would cross into native code for every pixel.
                float u = x + 0.5f, v = y + 0.5f;
                var depth = 1 / (toPlane.Persp0 * u + toPlane.Persp1 * v + toPlane.Persp2);
                pixels[y * bitmap.Width + x] = colourAt(
                    (toPlane.ScaleX * u + toPlane.SkewX * v + toPlane.TransX) * depth,
                    (toPlane.SkewY * u + toPlane.ScaleY * v + toPlane.TransY) * depth);
            }
        }
        bitmap.Pixels = pixels;
    }

    /// <summary>Fills a shape and disposes the shader, which every shape has to itself.</summary>
    public void Fill(SKPath shape, SKShader shader)
    {
        using var paint = new SKPaint { IsAntialias = true, Shader = shader };
        Canvas.DrawPath(shape, paint);
        shader.Dispose();
    }

    public void Disc(float x, float y, float radius, SKShader shader)
    {
        using var paint = new SKPaint { IsAntialias = true, Shader = shader };
        Canvas.DrawCircle(x, y, radius, paint);
        shader.Dispose();
    }

    public void Stroke(SKPath shape, SKColor colour, float width)
    {
        using var paint = new SKPaint
        {
            IsAntialias = true,
            Color = colour,
            StrokeWidth = width,
            IsStroke = true,
            StrokeCap = SKStrokeCap.Round,
        };
        Canvas.DrawPath(shape, paint);
    }

    /// <summary>The soft shadow a shape casts when lit from the upper left of the canvas as it is turned now.</summary>
    public void Shadow(SKPath shape, float distance, float strength = 0.5f)
    {
        using var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, distance * 0.6f);
        using var paint = new SKPaint { IsAntialias = true, Color = Tint.Shade(strength), MaskFilter = blur };
        Canvas.Save();
        Canvas.Translate(distance * 0.5f, distance);
        Canvas.DrawPath(shape, paint);
        Canvas.Restore();
    }

    /// <summary>An out-of-focus background: a gradient with soft discs of light.</summary>
    public void Backdrop()
    {
        SKColor[] colours = [Palette.Dark, Palette.Deep, Palette.Middle, Palette.Bright, Palette.Light];
        SKColor from = Pick(colours), to = Pick(colours);
        using (var paint = new SKPaint())
        {
            paint.Shader = SKShader.CreateLinearGradient(
                new(Between(0, Width), 0), new(Between(0, Width), Height), [from, to], SKShaderTileMode.Clamp);
            Canvas.DrawPaint(paint);
            paint.Shader.Dispose();
        }
        for (var left = Count(6, 22); left > 0; left--)
        {
            float x = Between(0, Width), y = Between(0, Height), radius = Between(12, 75);
            var inner = Pick(colours).WithAlpha((byte)Count(40, 130));
            // The rim is a little brighter than the middle, as behind a real lens.
            Disc(x, y, radius, SKShader.CreateRadialGradient(new(x, y), radius,
                [inner.WithAlpha((byte)(inner.Alpha * 0.6f)), inner, inner.WithAlpha(0)],
                [0, Between(0.55f, 0.85f), 1], SKShaderTileMode.Clamp));
        }
    }
}
