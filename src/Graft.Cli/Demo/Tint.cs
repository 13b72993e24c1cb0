using SkiaSharp;

namespace Graft.Cli.Demo;

/// <summary>Arithmetic on colours.</summary>
internal static class Tint
{
    public static SKColor Shade(float strength) => SKColors.Black.WithAlpha(ToByte(strength * 255));

    public static SKColor Glow(float strength) => SKColors.White.WithAlpha(ToByte(strength * 255));

    public static SKColor Mix(SKColor from, SKColor to, float fraction)
    {
        fraction = Math.Clamp(fraction, 0, 1);
        return new(
            ToByte(float.Lerp(from.Red, to.Red, fraction)),
            ToByte(float.Lerp(from.Green, to.Green, fraction)),
            ToByte(float.Lerp(from.Blue, to.Blue, fraction)),
            ToByte(float.Lerp(from.Alpha, to.Alpha, fraction)));
    }

    /// <summary>Multiplies the brightness; 1 changes nothing.</summary>
    public static SKColor Lit(SKColor colour, float light) =>
        new(ToByte(colour.Red * light), ToByte(colour.Green * light), ToByte(colour.Blue * light), colour.Alpha);

    public static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
