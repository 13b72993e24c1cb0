using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>A wall in running bond: worn edges, shaded joints, every brick fired a little differently.</summary>
internal static class Bricks
{
    public static void Draw(DemoScene scene)
    {
        var palette = scene.Palette;
        var paintwork = scene.Pick(palette.Deep, palette.Middle, palette.Middle, palette.Bright);
        var clay = Tint.Mix(paintwork, new SKColor(0xB0, 0x5A, 0x3C), scene.Between(0.1f, 0.8f));
        var mortar = Tint.Mix(scene.Pick(palette.Light, palette.Dark), new SKColor(0xC4, 0xBB, 0xAC), 0.65f);
        var length = scene.Between(46, 84);
        var height = length * scene.Between(0.3f, 0.42f);
        var joint = height * scene.Between(0.1f, 0.2f);
        var spread = scene.Between(0.08f, 0.22f);

        scene.Aim(maxDegrees: scene.Chance(0.25f) ? 50 : 14);
        scene.Shade((x, y) => Tint.Lit(mortar, 0.85f + 0.15f * scene.Noise.Cloud(x / 5, y / 5)));
        var row = 0;
        for (var y = -scene.Reach; y < scene.Reach; y += height, row++)
        {
            for (var x = -scene.Reach - length / 2 * (row % 2); x < scene.Reach; x += length)
            {
                if (!scene.InView(x + length / 2, y + height / 2, length)) continue;
                DrawBrick(scene, new SKRect(x + joint, y + joint, x + length, y + height), clay, joint, spread);
            }
        }
        Weather(scene);
    }

    private static void DrawBrick(DemoScene scene, SKRect rect, SKColor clay, float joint, float spread)
    {
        rect.Offset(scene.Between(-0.2f, 0.2f) * joint, scene.Between(-0.2f, 0.2f) * joint);
        var corner = joint * scene.Between(0.3f, 0.8f);
        var colour = Tint.Lit(clay, 1 + scene.Between(-spread, spread));
        if (scene.Chance(0.2f)) colour = Tint.Mix(colour, scene.Pick(scene.Palette.Dark, scene.Palette.Bright), 0.35f);

        using var paint = new SKPaint { IsAntialias = true, Color = Tint.Shade(0.45f) };
        var shadow = rect;
        shadow.Offset(joint * 0.35f, joint * 0.6f);
        scene.Canvas.DrawRoundRect(shadow, corner, corner, paint);
        using var face = SKShader.CreateLinearGradient(new(rect.Left, rect.Top), new(rect.Left, rect.Bottom),
            [Tint.Lit(colour, 1.35f), colour, Tint.Lit(colour, 0.95f), Tint.Lit(colour, 0.68f)],
            [0, 0.16f, 0.85f, 1], SKShaderTileMode.Clamp);
        paint.Color = SKColors.Black;
        paint.Shader = face;
        scene.Canvas.DrawRoundRect(rect, corner, corner, paint);
    }

    /// <summary>Pores and stains, multiplied over bricks and mortar alike.</summary>
    private static void Weather(DemoScene scene)
    {
        using var noise = SKShader.CreatePerlinNoiseFractalNoise(0.16f, 0.3f, 3, scene.Count(1, 1000));
        // Skia's noise differs per channel; one of them serves all three, and alpha is opaque.
        using var grey = SKColorFilter.CreateColorMatrix(
            [0.8f, 0, 0, 0, 0.1f, 0.8f, 0, 0, 0, 0.1f, 0.8f, 0, 0, 0, 0.1f, 0, 0, 0, 0, 1]);
        using var paint = new SKPaint { Shader = noise, ColorFilter = grey, BlendMode = SKBlendMode.SoftLight };
        scene.Canvas.DrawPaint(paint);
    }
}
