using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>Overlapping scales, each lit at its upper edge, with a sheen that drifts over the body.</summary>
internal static class FishScales
{
    public static void Draw(DemoScene scene)
    {
        var palette = scene.Palette;
        SKColor[] sheen = scene.Chance(0.5f)
            ? [palette.Deep, palette.Middle, scene.Contrast.Bright]
            : [scene.Contrast.Middle, palette.Middle, palette.Bright];
        var radius = scene.Between(17, 32);
        float across = radius * scene.Between(1.6f, 1.8f), down = radius * scene.Between(0.7f, 0.85f);
        var drift = scene.Between(50, 130);

        scene.Canvas.Clear(palette.Dark);
        scene.Aim(maxDegrees: 60);
        // The upper row covers the roots of the lower one, so the lowest row comes first.
        var row = 0;
        for (var y = scene.Reach; y > -scene.Reach; y -= down, row++)
        {
            for (var x = -scene.Reach + across / 2 * (row % 2); x < scene.Reach; x += across)
            {
                if (!scene.InView(x, y, 1.3f * radius)) continue;
                var place = 1 + 1.7f * scene.Noise.Cloud(x / drift, y / drift) + scene.Between(-0.15f, 0.15f);
                var colour = place < 1 ? Tint.Mix(sheen[0], sheen[1], place) : Tint.Mix(sheen[1], sheen[2], place - 1);
                DrawScale(scene, x, y, radius, colour);
            }
        }
    }

    private static void DrawScale(DemoScene scene, float x, float y, float radius, SKColor colour)
    {
        var shade = y + radius * 0.13f;
        scene.Disc(x, shade, radius * 1.08f, SKShader.CreateRadialGradient(new(x, shade), radius * 1.08f,
            [Tint.Shade(0.75f), Tint.Shade(0.7f), Tint.Shade(0)], [0, 0.86f, 1], SKShaderTileMode.Clamp));
        scene.Disc(x, y, radius, SKShader.CreateRadialGradient(new(x, y - radius * 0.15f), radius * 1.15f,
            [
                Tint.Lit(colour, 0.5f), Tint.Lit(colour, 0.85f), Tint.Lit(colour, 1.12f),
                Tint.Mix(colour, SKColors.White, 0.55f), Tint.Lit(colour, 0.8f),
            ],
            [0.1f, 0.5f, 0.84f, 0.93f, 1], SKShaderTileMode.Clamp));
        using var growth = new SKPaint
        {
            IsAntialias = true,
            IsStroke = true,
            StrokeWidth = 0.8f,
            Color = Tint.Glow(0.1f),
        };
        for (var ring = 0.55f; ring < 0.9f; ring += 0.12f)
            scene.Canvas.DrawCircle(x, y - radius * 0.1f, radius * ring, growth);
    }
}
