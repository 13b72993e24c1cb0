using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>Comb of wax: empty cells show their depth, full ones shine with honey, some are capped.</summary>
internal static class Honeycomb
{
    public static void Draw(DemoScene scene)
    {
        var palette = scene.Palette;
        var amber = SKColor.FromHsl(scene.Between(26, 46), scene.Between(65, 95), scene.Between(42, 56));
        var honey = Tint.Mix(amber, palette.Middle, scene.Between(0, 0.55f));
        var paleWax = Tint.Mix(honey, new SKColor(0xF7, 0xDF, 0xA0), 0.6f);
        var wax = Tint.Mix(paleWax, palette.Bright, scene.Between(0, 0.4f));
        var radius = scene.Between(17, 36);
        float honeyLevel = scene.Between(-0.6f, 0.7f), capLevel = scene.Between(0.35f, 1.2f);

        scene.Aim();
        scene.Shade((x, y) => Tint.Lit(wax, 0.92f + 0.14f * scene.Noise.Cloud(x / 9, y / 9)));
        var row = 0;
        for (var y = -scene.Reach; y < scene.Reach; y += radius * 1.5f, row++)
        {
            for (var x = -scene.Reach + radius * 0.866f * (row % 2); x < scene.Reach; x += radius * 1.732f)
            {
                if (!scene.InView(x, y, radius)) continue;
                var fill = 1.6f * scene.Noise.Cloud(x / 110, y / 110) + scene.Between(-0.25f, 0.25f);
                DrawCell(scene, x, y, radius, honey, wax, full: fill > honeyLevel, capped: fill > capLevel);
            }
        }
    }

    private static void DrawCell(
        DemoScene scene, float x, float y, float radius, SKColor honey, SKColor wax, bool full, bool capped)
    {
        scene.Canvas.Save();
        scene.Canvas.Translate(x + scene.Between(-0.03f, 0.03f) * radius, y + scene.Between(-0.03f, 0.03f) * radius);
        using var cell = Hexagon(radius * 0.87f);
        if (capped)
        {
            scene.Fill(cell, SKShader.CreateRadialGradient(new(-radius * 0.2f, -radius * 0.25f), radius,
                [Tint.Lit(wax, 1.12f), Tint.Lit(wax, 0.98f), Tint.Lit(wax, 0.68f)],
                [0, 0.6f, 1], SKShaderTileMode.Clamp));
        }
        else
        {
            var floor = full ? honey : Tint.Lit(honey, scene.Between(0.25f, 0.4f));
            scene.Fill(cell, SKShader.CreateRadialGradient(new(radius * 0.15f, radius * 0.25f), radius,
                [Tint.Lit(floor, full ? 1.35f : 1), floor, Tint.Lit(floor, 0.45f)],
                [0, 0.5f, 1], SKShaderTileMode.Clamp));
        }
        scene.Canvas.Save();
        scene.Canvas.ClipPath(cell, antialias: true);
        DrawWalls(scene, cell, radius, wax);
        if (full && !capped) DrawGloss(scene, radius);
        scene.Canvas.Restore();
        scene.Stroke(cell, Tint.Lit(wax, 1.25f).WithAlpha(210), radius * 0.05f);
        scene.Canvas.Restore();
    }

    /// <summary>The wall towards the light lies in shadow, the one across catches it.</summary>
    private static void DrawWalls(DemoScene scene, SKPath cell, float radius, SKColor wax)
    {
        using var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, radius * 0.08f);
        using var paint = new SKPaint
        {
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = radius * 0.24f,
            MaskFilter = blur,
        };
        paint.Color = Tint.Lit(wax, 1.1f).WithAlpha(130);
        scene.Canvas.Translate(-radius * 0.04f, -radius * 0.07f);
        scene.Canvas.DrawPath(cell, paint);
        paint.Color = Tint.Shade(0.5f);
        scene.Canvas.Translate(radius * 0.12f, radius * 0.2f);
        scene.Canvas.DrawPath(cell, paint);
    }

    private static void DrawGloss(DemoScene scene, float radius)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = Tint.Glow(scene.Between(0.35f, 0.85f)) };
        scene.Canvas.RotateDegrees(-35);
        float x = scene.Between(-0.1f, 0.1f) * radius, y = scene.Between(-0.5f, -0.35f) * radius;
        scene.Canvas.DrawOval(x, y, radius * 0.22f, radius * 0.07f, paint);
    }

    private static SKPath Hexagon(float radius)
    {
        using var outline = new SKPathBuilder();
        outline.AddPoly([.. Enumerable.Range(0, 6).Select(i => new SKPoint(
            radius * MathF.Sin(MathF.Tau * i / 6), radius * MathF.Cos(MathF.Tau * i / 6)))], close: true);
        return outline.Detach();
    }
}
