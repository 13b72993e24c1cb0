using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>Butterflies with open wings over an out-of-focus garden.</summary>
internal static class Butterflies
{
    // Right-hand wings on a body of length 1, root at the origin, tip to the upper right.
    private const string ForeWing =
        "M0,0 C0.15,-0.5 0.55,-1.05 1.15,-1.1 C1.3,-1.08 1.2,-0.75 1.08,-0.5 " +
        "C1.0,-0.25 0.95,-0.02 0.75,0.03 C0.45,0.1 0.15,0.08 0,0 Z";

    private const string RoundWing =
        "M0,0 C0.25,-0.05 0.75,-0.08 0.88,0.15 C0.98,0.4 0.8,0.75 0.55,0.85 " +
        "C0.35,0.9 0.2,0.7 0.12,0.45 C0.08,0.3 0.02,0.1 0,0 Z";

    private const string TailedWing =
        "M0,0 C0.25,-0.05 0.75,-0.08 0.86,0.15 C0.92,0.36 0.82,0.55 0.7,0.68 C0.7,0.85 0.78,1.02 0.72,1.1 " +
        "C0.64,1.12 0.6,0.92 0.54,0.8 C0.35,0.85 0.2,0.7 0.12,0.45 C0.08,0.3 0.02,0.1 0,0 Z";

    private const string Antennae =
        "M0,-0.3 C0.05,-0.55 0.18,-0.75 0.3,-0.85 M0,-0.3 C-0.05,-0.55 -0.18,-0.75 -0.3,-0.85";

    private const string Body =
        "M0,-0.38 C0.11,-0.36 0.1,-0.24 0.07,-0.2 C0.12,-0.05 0.1,0.1 0.06,0.2 C0.07,0.4 0.04,0.6 0,0.68 " +
        "C-0.04,0.6 -0.07,0.4 -0.06,0.2 C-0.1,0.1 -0.12,-0.05 -0.07,-0.2 C-0.1,-0.24 -0.11,-0.36 0,-0.38 Z";

    public static void Draw(DemoScene scene)
    {
        scene.Backdrop();
        var count = scene.Pick(1, 1, 2, 3, 4);
        var size = scene.Between(82, 108) / MathF.Pow(count, 0.6f);
        var away = count == 1 ? 0 : 0.25f;
        var turn = scene.Between(0, MathF.Tau);
        for (var i = 0; i < count; i++)
        {
            scene.Canvas.Save();
            var around = turn + MathF.Tau * i / count;
            scene.Canvas.Translate(
                scene.Width * (0.5f + away * MathF.Cos(around) + scene.Between(-0.08f, 0.08f)),
                scene.Height * (0.5f + away * MathF.Sin(around) + scene.Between(-0.08f, 0.08f)));
            scene.Canvas.RotateDegrees(scene.Between(-75, 75));
            scene.Canvas.Scale(size * scene.Between(0.85f, 1.15f));
            scene.Canvas.Skew(scene.Between(-0.2f, 0.2f), 0);
            DrawButterfly(scene, scene.Contrast);
            scene.Canvas.Restore();
        }
    }

    private static void DrawButterfly(DemoScene scene, DemoPalette colours)
    {
        using var fore = SKPath.ParseSvgPathData(ForeWing);
        using var hind = SKPath.ParseSvgPathData(scene.Chance(0.4f) ? TailedWing : RoundWing);
        var (inner, outer) = scene.Pick(
            (colours.Bright, colours.Middle), (colours.Light, colours.Bright),
            (colours.Middle, colours.Deep), (colours.Light, colours.Middle));
        var border = Tint.Lit(colours.Dark, 0.7f);
        float borderWidth = scene.Between(0.08f, 0.22f), open = scene.Between(0.75f, 1);
        var spots = scene.Count(3, 6);
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            scene.Canvas.Save();
            scene.Canvas.Scale(side * open, 1);
            open = Math.Clamp(open * scene.Between(0.8f, 1.1f), 0.6f, 1);
            DrawWing(scene, hind, outer, inner, border, borderWidth, new(0.72f, 0.5f), spots);
            DrawWing(scene, fore, inner, outer, border, borderWidth, new(1.02f, -0.55f), spots);
            scene.Canvas.Restore();
        }
        DrawBody(scene, border);
    }

    private static void DrawWing(
        DemoScene scene, SKPath wing, SKColor inner, SKColor outer, SKColor border, float borderWidth, SKPoint edge,
        int spots)
    {
        scene.Shadow(wing, 0.09f, 0.45f);
        scene.Fill(wing, SKShader.CreateRadialGradient(new(0, 0), 1.35f,
            [Tint.Lit(inner, 0.75f), inner, outer, Tint.Lit(outer, 0.8f)], [0, 0.3f, 0.7f, 1], SKShaderTileMode.Clamp));
        scene.Canvas.Save();
        scene.Canvas.ClipPath(wing, antialias: true);
        using var veins = new SKPathBuilder();
        var middle = MathF.Atan2(edge.Y, edge.X);
        for (var angle = middle - 0.75f; angle < middle + 0.8f; angle += 0.24f)
        {
            veins.MoveTo(0, 0);
            var early = angle * 0.9f;
            veins.QuadTo(
                0.6f * MathF.Cos(early), 0.6f * MathF.Sin(early), 1.6f * MathF.Cos(angle), 1.6f * MathF.Sin(angle));
        }
        using var lines = veins.Detach();
        scene.Stroke(lines, border.WithAlpha(200), 0.022f);
        scene.Stroke(wing, border, borderWidth * 2);
        DrawSpots(scene, wing, inner, borderWidth, spots);
        scene.Canvas.Restore();
    }

    /// <summary>Pale dots inside the dark border, along the outer half of the outline.</summary>
    private static void DrawSpots(DemoScene scene, SKPath wing, SKColor colour, float borderWidth, int spots)
    {
        using var outline = new SKPathMeasure(wing);
        using var paint = new SKPaint { IsAntialias = true, Color = Tint.Mix(colour, SKColors.White, 0.6f) };
        for (var i = 0; i < spots; i++)
        {
            var along = outline.Length * (0.36f + 0.3f * i / (spots - 1));
            if (outline.GetPosition(along, out var at))
                scene.Canvas.DrawCircle(at.X * 0.93f, at.Y * 0.93f, borderWidth * 0.24f, paint);
        }
    }

    private static void DrawBody(DemoScene scene, SKColor colour)
    {
        using var antennae = SKPath.ParseSvgPathData(Antennae);
        using var body = SKPath.ParseSvgPathData(Body);
        scene.Stroke(antennae, colour, 0.025f);
        scene.Shadow(body, 0.06f);
        scene.Fill(body, SKShader.CreateLinearGradient(new(-0.1f, 0), new(0.1f, 0),
            [colour, Tint.Mix(colour, SKColors.White, 0.4f), colour], SKShaderTileMode.Clamp));
    }
}
