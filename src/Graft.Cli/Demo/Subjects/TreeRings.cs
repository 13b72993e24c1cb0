using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>A sawn trunk: pale spring wood, dark summer lines, drying cracks and a rim of bark.</summary>
internal static class TreeRings
{
    public static void Draw(DemoScene scene)
    {
        var palette = scene.Palette;
        var paleTint = scene.Pick(palette.Bright, palette.Light);
        var darkTint = scene.Pick(palette.Deep, palette.Middle);
        var pale = Tint.Mix(new(0xE8, 0xC8, 0x98), paleTint, scene.Between(0, 0.7f));
        var dark = Tint.Mix(new(0x7A, 0x48, 0x22), darkTint, scene.Between(0, 0.7f));
        var bark = Tint.Lit(Tint.Mix(dark, palette.Dark, 0.7f), 0.8f);
        var backdrop = scene.Pick(palette.Dark, palette.Bright, palette.Light);
        float ring = scene.Between(7, 15), trunk = scene.Between(100, 250), wobble = scene.Between(0.12f, 0.3f);
        var sawAngle = scene.Between(0, MathF.Tau);
        float sawX = MathF.Cos(sawAngle), sawY = MathF.Sin(sawAngle);
        var noise = scene.Noise;

        scene.Aim();
        scene.Canvas.Translate(scene.Between(-60, 60), scene.Between(-60, 60));
        scene.Shade((x, y) =>
        {
            var distance = MathF.Sqrt(x * x + y * y) + 0.01f;
            float towardsX = x / distance, towardsY = y / distance;
            // The trunk bulges with direction; the bulge fades in from the pith, so that rings never cross.
            var bulge = wobble * noise.Cloud(towardsX * 1.2f + 50, towardsY * 1.2f) * Math.Min(1, distance / 60);
            var radius = distance * (1 + bulge) + 2.2f * noise.At(x / 26, y / 26);
            if (radius > trunk) return Outside(scene, radius - trunk, x, y, bark, backdrop);

            var age = radius / ring + 1.3f * noise.At(radius / 30, 7);
            var season = age - MathF.Floor(age);
            // Wood darkens slowly until autumn and is pale again at once.
            var summer = season < 0.85f ? MathF.Pow(season / 0.85f, 2.5f) : (1 - season) / 0.15f;
            var year = 0.68f + 0.32f * noise.At(MathF.Floor(age) * 3.7f, 3);
            var wood = Tint.Mix(pale, dark, summer * year + 0.22f * (1 - radius / trunk));
            var rays = 0.06f * noise.At(MathF.Atan2(y, x) * 45, radius / 40);
            var saw = 0.03f * MathF.Sin((x * sawX + y * sawY) * 1.1f + 3 * noise.At(x / 50, y / 50));
            return Tint.Lit(wood, 1 + rays + saw + 0.05f * noise.Cloud(x / 3, y / 3));
        });
        DrawCracks(scene, trunk, Tint.Lit(bark, 0.6f));
    }

    private static SKColor Outside(DemoScene scene, float depth, float x, float y, SKColor bark, SKColor backdrop)
    {
        var rough = scene.Noise.Cloud(x / 7, y / 7);
        var thickness = 16 + 6 * rough;
        if (depth < thickness) return Tint.Lit(bark, 0.75f + 0.5f * rough + 0.5f * depth / thickness);
        var shadow = 0.5f + 0.4f * Math.Min(1, (depth - thickness) / 25);
        return Tint.Lit(backdrop, shadow + 0.06f * scene.Noise.Cloud(x / 30, y / 30));
    }

    private static void DrawCracks(DemoScene scene, float trunk, SKColor colour)
    {
        for (var left = scene.Count(1, 4); left > 0; left--)
        {
            scene.Canvas.Save();
            scene.Canvas.RotateDegrees(scene.Between(0, 360));
            float length = trunk * scene.Between(0.4f, 0.95f), sway = scene.Between(-7, 7);
            var width = scene.Between(0.8f, 2.6f);
            using var outline = new SKPathBuilder();
            outline.MoveTo(scene.Between(0, 8), 0);
            outline.QuadTo(length * 0.4f, sway - width, length, sway);
            outline.QuadTo(length * 0.4f, sway + width, 0, 0);
            using var crack = outline.Detach();
            scene.Fill(crack, SKShader.CreateColor(colour));
            scene.Canvas.Restore();
        }
    }
}
