using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>Daisies seen from above: two rings of petals around a seeded dome.</summary>
internal static class Daisies
{
    public static void Draw(DemoScene scene)
    {
        scene.Backdrop();
        var count = scene.Pick(1, 2, 3, 5, 7);
        var size = scene.Between(95, 135) / MathF.Pow(count, 0.4f);
        var hue = scene.Pick(scene.Contrast.Light, scene.Contrast.Light, scene.Contrast.Bright);
        var petal = Tint.Mix(hue, SKColors.White, scene.Between(0.1f, 0.7f));
        var ripeness = scene.Pick<SKColor>(new(0x5A, 0x32, 0x10), new(0xF6, 0xD4, 0x5E));
        var dome = Tint.Mix(new(0xE8, 0xA8, 0x1E), ripeness, scene.Between(0, 0.6f));
        var away = count == 1 ? 0.1f : 0.3f;
        var turn = scene.Between(0, MathF.Tau);
        for (var i = 0; i < count; i++)
        {
            scene.Canvas.Save();
            var around = turn + MathF.Tau * i / count;
            scene.Canvas.Translate(
                scene.Width * (0.5f + away * MathF.Cos(around) + scene.Between(-0.1f, 0.1f)),
                scene.Height * (0.5f + away * MathF.Sin(around) + scene.Between(-0.1f, 0.1f)));
            scene.Canvas.RotateDegrees(scene.Between(0, 360));
            scene.Canvas.Scale(size * scene.Between(0.8f, 1.1f));
            scene.Canvas.Scale(1, scene.Between(0.7f, 1));
            DrawFlower(scene, petal, dome);
            scene.Canvas.Restore();
        }
    }

    private static void DrawFlower(DemoScene scene, SKColor petal, SKColor dome)
    {
        var petals = scene.Count(12, 20);
        var width = scene.Between(2.4f, 3.2f) / petals;
        DrawPetals(scene, petals, width, 1, Tint.Lit(petal, 0.8f), cast: true);
        DrawPetals(scene, petals, width, 0.93f, petal, cast: false);
        DrawDome(scene, scene.Between(0.2f, 0.28f), dome);
    }

    private static void DrawPetals(DemoScene scene, int petals, float width, float length, SKColor colour, bool cast)
    {
        for (var i = 0; i < petals; i++)
        {
            scene.Canvas.Save();
            scene.Canvas.RotateDegrees(360f * (i + scene.Between(-0.2f, 0.2f)) / petals);
            var tip = length * scene.Between(0.88f, 1.05f);
            using var outline = new SKPathBuilder();
            outline.MoveTo(0.1f, 0);
            outline.CubicTo(tip * 0.35f, -width * 0.9f, tip * 0.85f, -width, tip, -width * 0.15f);
            outline.QuadTo(tip * 1.03f, 0, tip, width * 0.15f);
            outline.CubicTo(tip * 0.85f, width, tip * 0.35f, width * 0.9f, 0.1f, 0);
            using var shape = outline.Detach();
            scene.Shadow(shape, cast ? 0.07f : 0.03f, cast ? 0.5f : 0.3f);
            var light = scene.Between(0.92f, 1.06f);
            scene.Fill(shape, SKShader.CreateLinearGradient(new(0.1f, 0), new(tip, 0),
                [Tint.Lit(colour, 0.6f), Tint.Lit(colour, 0.95f * light), Tint.Lit(colour, 1.08f * light)],
                [0, 0.45f, 1], SKShaderTileMode.Clamp));
            DrawGrooves(scene, tip, width, Tint.Lit(colour, 0.7f).WithAlpha(90));
            scene.Canvas.Restore();
        }
    }

    private static void DrawGrooves(DemoScene scene, float tip, float width, SKColor colour)
    {
        using var lines = new SKPathBuilder();
        foreach (var offset in (ReadOnlySpan<float>)[-0.3f, 0, 0.3f])
        {
            lines.MoveTo(0.2f, 0);
            lines.QuadTo(tip * 0.5f, offset * width * 1.4f, tip * 0.9f, offset * width);
        }
        using var grooves = lines.Detach();
        scene.Stroke(grooves, colour, 0.012f);
    }

    /// <summary>Seeds sit on a spiral turned by the golden angle, as they do on the flower.</summary>
    private static void DrawDome(DemoScene scene, float radius, SKColor colour)
    {
        using var outline = new SKPathBuilder();
        outline.AddCircle(0, 0, radius, SKPathDirection.Clockwise);
        using var disc = outline.Detach();
        scene.Shadow(disc, 0.06f, 0.5f);
        scene.Fill(disc, SKShader.CreateRadialGradient(new(-radius * 0.25f, -radius * 0.3f), radius * 1.3f,
            [Tint.Lit(colour, 1.25f), colour, Tint.Lit(colour, 0.55f)], [0, 0.55f, 1], SKShaderTileMode.Clamp));
        using var paint = new SKPaint { IsAntialias = true };
        for (var i = 1; i < 110; i++)
        {
            float away = radius * 0.95f * MathF.Sqrt(i / 110f), angle = 2.39996f * i;
            float x = away * MathF.Cos(angle), y = away * MathF.Sin(angle);
            paint.Color = Tint.Lit(colour, 0.5f).WithAlpha(170);
            scene.Canvas.DrawCircle(x + 0.006f, y + 0.008f, radius * 0.055f, paint);
            paint.Color = Tint.Lit(colour, scene.Between(1.1f, 1.4f));
            scene.Canvas.DrawCircle(x, y, radius * 0.045f, paint);
        }
    }
}
