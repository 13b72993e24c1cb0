using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>Fallen leaves over one another, green to autumn, with veins and a lit and a shaded half.</summary>
internal static class Leaves
{
    private static readonly SKColor VeinColour = new(0xFF, 0xF3, 0xC8);

    /// <summary>From June to November.</summary>
    private static readonly SKColor[] Season =
    [
        new(0x3F, 0x7D, 0x2E), new(0x78, 0xA8, 0x3A), new(0xC9, 0xB0, 0x35),
        new(0xD9, 0x7A, 0x2B), new(0xA8, 0x32, 0x2A), new(0x6E, 0x4A, 0x2C),
    ];

    public static void Draw(DemoScene scene)
    {
        scene.Backdrop();
        var month = scene.Between(0, Season.Length - 1);
        var spread = scene.Between(0.4f, 1.6f);
        var toPalette = scene.Between(0, 0.4f);
        var width = scene.Between(0.26f, 0.42f);
        var count = scene.Count(5, 26);
        var size = scene.Between(190, 260) / MathF.Pow(count, 0.25f);
        for (var i = 0; i < count; i++)
        {
            var when = Math.Clamp(month + scene.Between(-spread, spread), 0, Season.Length - 1.01f);
            var colour = Tint.Mix(Season[(int)when], Season[(int)when + 1], when % 1);
            scene.Canvas.Save();
            scene.Canvas.Translate(scene.Between(0, scene.Width), scene.Between(0, scene.Height));
            scene.Canvas.RotateDegrees(scene.Between(0, 360));
            scene.Canvas.Scale(size * scene.Between(0.75f, 1.15f));
            scene.Canvas.Skew(0, scene.Between(-0.2f, 0.2f));
            colour = Tint.Mix(colour, scene.Palette.Middle, toPalette);
            DrawLeaf(scene, colour, width * scene.Between(0.85f, 1.15f), bend: scene.Between(-0.12f, 0.12f));
            scene.Canvas.Restore();
        }
    }

    /// <summary>A leaf of length 1 along x, centred; <paramref name="bend"/> bows the midrib.</summary>
    private static void DrawLeaf(DemoScene scene, SKColor colour, float width, float bend)
    {
        using var whole = Blade(width, -width, bend);
        using var lower = Blade(width, 0, bend);
        scene.Shadow(whole, 0.05f, 0.6f);
        scene.Fill(whole, SKShader.CreateLinearGradient(new(-0.5f, -width), new(0.5f, width * 0.4f),
            [Tint.Lit(colour, 0.9f), Tint.Lit(colour, 1.25f), Tint.Lit(colour, 0.95f)], SKShaderTileMode.Clamp));
        scene.Fill(lower, SKShader.CreateLinearGradient(new(0, 0), new(0, width),
            [Tint.Shade(0.35f), Tint.Shade(0.08f)], SKShaderTileMode.Clamp));

        scene.Canvas.Save();
        scene.Canvas.ClipPath(whole, antialias: true);
        DrawVeins(scene, width, bend, Tint.Mix(colour, VeinColour, 0.5f));
        scene.Canvas.Restore();
        using var stalk = new SKPathBuilder();
        stalk.MoveTo(-0.64f, bend * 0.5f);
        stalk.QuadTo(-0.55f, 0, -0.5f, 0);
        stalk.QuadTo(0, bend, 0.5f, 0);
        using var rib = stalk.Detach();
        scene.Stroke(rib, Tint.Mix(colour, VeinColour, 0.45f), 0.016f);
        scene.Stroke(whole, Tint.Lit(colour, 0.55f).WithAlpha(120), 0.008f);
    }

    private static SKPath Blade(float below, float above, float bend)
    {
        using var outline = new SKPathBuilder();
        outline.MoveTo(-0.5f, 0);
        if (above == 0) outline.QuadTo(0, bend, 0.5f, 0);
        else outline.CubicTo(-0.32f, above * 1.5f, 0.18f, above * 1.25f + bend, 0.5f, 0);
        outline.CubicTo(0.18f, below * 1.25f + bend, -0.32f, below * 1.5f, -0.5f, 0);
        outline.Close();
        return outline.Detach();
    }

    private static void DrawVeins(DemoScene scene, float width, float bend, SKColor colour)
    {
        using var lines = new SKPathBuilder();
        for (var at = -0.42f; at < 0.42f; at += 0.095f)
        {
            // On the midrib, a quadratic from (-0.5, 0) by (0, bend) to (0.5, 0).
            var y = 2 * bend * (0.25f - at * at);
            foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            {
                lines.MoveTo(at, y);
                lines.QuadTo(at + 0.1f, y + side * width * 0.5f, at + 0.26f, y + side * width * 1.05f);
            }
        }
        using var veins = lines.Detach();
        scene.Stroke(veins, colour.WithAlpha(150), 0.009f);
    }
}
