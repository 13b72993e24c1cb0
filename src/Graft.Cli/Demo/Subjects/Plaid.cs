using SkiaSharp;

namespace Graft.Cli.Demo.Subjects;

/// <summary>Tartan cloth: one sequence of stripes woven against itself in twill, lying in soft folds.</summary>
internal static class Plaid
{
    public static void Draw(DemoScene scene)
    {
        var sett = Sett(scene);
        float repeat = scene.Between(75, 150), thread = scene.Between(3.2f, 5), depth = scene.Between(0.1f, 0.32f);
        var foldSize = scene.Between(70, 150);

        scene.Aim();
        scene.Shade((x, y) =>
        {
            float foldX = scene.Noise.At(x / foldSize, y / foldSize);
            float foldY = scene.Noise.At(x / foldSize + 40, y / foldSize + 9);
            float u = x + 9 * foldX, v = y + 9 * foldY;
            var over = 0.5f + 0.5f * MathF.Sin(MathF.Tau * (u + v) / thread);
            var cloth = Tint.Mix(At(sett, u / repeat), At(sett, v / repeat), 0.2f + 0.6f * over);
            var slope = scene.Noise.Cloud((x + 6) / foldSize, (y + 8) / foldSize)
                - scene.Noise.Cloud(x / foldSize, y / foldSize);
            var yarn = 0.06f * MathF.Sin(MathF.Tau * u / thread) * MathF.Sin(MathF.Tau * v / thread);
            var fuzz = 0.05f * scene.Noise.At(x / 1.5f, y / 1.5f);
            return Tint.Lit(cloth, 0.98f + depth * (foldX + 5 * slope) + yarn + fuzz);
        });
    }

    /// <summary>Stripes from 0 to 1, mirrored to the next repeat as tartans are.</summary>
    private static (float End, SKColor Colour)[] Sett(DemoScene scene)
    {
        var palette = scene.Palette;
        SKColor[] colours = [palette.Dark, palette.Deep, palette.Middle, palette.Bright, palette.Light];
        var stripes = new List<(float End, SKColor Colour)>();
        var first = scene.Count(0, 4);
        for (var (end, i) = (0f, 0); end < 1; i++)
        {
            end += i % 2 == 0 ? scene.Between(0.18f, 0.4f) : scene.Between(0.05f, 0.1f);
            stripes.Add((end, colours[(first + i * 2 + (i > 2 ? scene.Count(0, 1) : 0)) % 5]));
        }
        return [.. stripes];
    }

    private static SKColor At((float End, SKColor Colour)[] sett, float place)
    {
        var within = 2 * MathF.Abs(place - MathF.Round(place));
        var i = 0;
        while (within > sett[i].End && i < sett.Length - 1) i++;
        return sett[i].Colour;
    }
}
