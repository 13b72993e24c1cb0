using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>Soap bubbles: clear in the middle, iridescent at the rim, with the window mirrored twice.</summary>
internal static class Bubbles
{
    public static void Draw(DemoScene scene)
    {
        scene.Backdrop();
        var largest = scene.Between(38, 95);
        for (var left = scene.Count(5, 20); left > 0; left--)
        {
            var radius = Math.Max(9, largest * MathF.Pow(scene.Between(0.2f, 1), 1.5f));
            DrawBubble(scene, scene.Between(0, scene.Width), scene.Between(0, scene.Height), radius);
        }
    }

    private static void DrawBubble(DemoScene scene, float x, float y, float radius)
    {
        var centre = new SKPoint(x, y);
        scene.Disc(x, y, radius, SKShader.CreateRadialGradient(centre, radius,
            [Tint.Glow(0.03f), Tint.Glow(0.08f), Tint.Glow(0.3f), Tint.Glow(0.75f)],
            [0, 0.7f, 0.92f, 1], SKShaderTileMode.Clamp));

        DrawFilm(scene, centre, radius);
        scene.Canvas.Save();
        scene.Canvas.Translate(x, y);
        scene.Canvas.RotateDegrees(scene.Between(-25, 25));
        DrawReflection(scene, radius, strength: 0.95f);
        scene.Canvas.RotateDegrees(180);
        DrawReflection(scene, radius * 0.97f, strength: 0.4f);
        scene.Canvas.Restore();
    }

    /// <summary>The colours of a thin film run around the rim and fade towards the middle.</summary>
    private static void DrawFilm(DemoScene scene, SKPoint centre, float radius)
    {
        var turn = scene.Between(0, 360);
        SKColor[] film =
            [.. Enumerable.Range(0, 7).Select(i => SKColor.FromHsv((turn + 140 * (i % 6)) % 360, 65, 100))];
        using var colours = SKShader.CreateSweepGradient(centre, film);
        using var rim = SKShader.CreateRadialGradient(centre, radius,
            [SKColors.Transparent, Tint.Glow(0.12f), Tint.Glow(0.75f), Tint.Glow(0.35f)],
            [0.3f, 0.65f, 0.93f, 1], SKShaderTileMode.Clamp);
        using var both = SKShader.CreateCompose(colours, rim, SKBlendMode.DstIn);
        using var paint = new SKPaint { IsAntialias = true, Shader = both };
        scene.Canvas.DrawCircle(centre, radius, paint);
    }

    private static void DrawReflection(DemoScene scene, float radius, float strength)
    {
        using var outline = new SKPathBuilder();
        outline.AddArc(SKRect.Create(-0.8f * radius, -0.8f * radius, 1.6f * radius, 1.6f * radius), 200, 55);
        using var arc = outline.Detach();
        using var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, radius * 0.03f + 0.3f);
        using var paint = new SKPaint
        {
            IsAntialias = true,
            IsStroke = true,
            StrokeCap = SKStrokeCap.Round,
            StrokeWidth = radius * 0.11f,
            Color = Tint.Glow(strength),
            MaskFilter = blur,
        };
        scene.Canvas.DrawPath(arc, paint);
        scene.Canvas.DrawCircle(-0.02f * radius, -0.8f * radius, radius * 0.03f, paint);
    }
}
