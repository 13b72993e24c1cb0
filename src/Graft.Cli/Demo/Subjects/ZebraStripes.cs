using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>A zebra's flank: stripes that bend, fork and taper over short hair on a rounded body.</summary>
internal static class ZebraStripes
{
    public static void Draw(DemoScene scene)
    {
        var palette = scene.Palette;
        var tint = scene.Pick(palette.Light, palette.Bright);
        var pale = Tint.Mix(new SKColor(0xF4, 0xEE, 0xE2), tint, scene.Between(0, 0.35f));
        var dark = Tint.Mix(new SKColor(0x1C, 0x18, 0x17), palette.Dark, scene.Between(0, 0.8f));
        float stripe = scene.Between(22, 42), bend = scene.Between(0.5f, 1.2f), balance = scene.Between(-0.3f, 0.3f);
        var forks = new (float X, float Y, float Turn)[scene.Count(2, 6)];
        for (var i = 0; i < forks.Length; i++)
            forks[i] = (scene.Between(-150, 150), scene.Between(-150, 150), scene.Pick(-1f, 1f));
        float middle = scene.Between(-60, 60), girth = scene.Between(170, 300);
        var noise = scene.Noise;

        scene.Aim();
        scene.Shade((x, y) =>
        {
            var bent = 5 * noise.At(x / 95, y / 95) + 1.2f * noise.At(x / 30, y / 30);
            var phase = MathF.Tau * x / stripe + bend * bent;
            // A full turn of phase around a point starts one stripe there: a fork.
            foreach (var fork in forks)
                phase += fork.Turn * MathF.Atan2(y - fork.Y, x - fork.X);
            var hair = noise.At(x / 1.3f + 0.3f * y, y / 9) + 0.6f * noise.At(x / 0.9f, y / 4 + 77);
            var wave = MathF.Sin(phase) + balance + 0.3f * noise.At(x / 60, y / 60) + 0.14f * hair;
            var coat = Tint.Mix(pale, dark, 0.5f + 2.6f * wave);
            var roundness = MathF.Abs(y - middle) / girth;
            return Tint.Lit(coat, 1.08f - 0.65f * roundness * roundness + 0.09f * hair);
        });
    }
}
