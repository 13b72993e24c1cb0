using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft;

/// <summary>
/// Brightness, contrast and saturation as Pillow's ImageEnhance has them: a blend of the picture with black, with its mean
/// grey, or with itself in grey, in float32 and cut off to 8 bits. A factor of 1 changes nothing, less weakens, more exaggerates.
/// </summary>
internal static class ColorFactors
{
    private const int Channels = 3;
    private const int Levels = 256;

    public static void Brighten(Span<byte> pixels, float factor) => BlendWith(0, pixels, factor);

    public static void Contrast(Span<byte> pixels, float factor) => BlendWith(Grey.Mean(pixels), pixels, factor);

    public static void Saturate(Span<byte> pixels, float factor)
    {
        for (; pixels.Length >= FourPixels.LoadBytes; pixels = pixels[FourPixels.ByteCount..])
        {
            var four = FourPixels.Load(pixels);
            var grey = Grey.Of(four);
            new FourPixels(Blend(grey, four.Red, factor), Blend(grey, four.Green, factor), Blend(grey, four.Blue, factor)).Store(pixels);
        }

        for (; !pixels.IsEmpty; pixels = pixels[Channels..])
        {
            var grey = Grey.Of(pixels[0], pixels[1], pixels[2]);
            foreach (ref var value in pixels[..Channels])
                value = Blend(grey, value, factor);
        }
    }

    private static void BlendWith(int level, Span<byte> pixels, float factor)
    {
        Span<byte> table = stackalloc byte[Levels];
        for (var value = 0; value < Levels; value++)
            table[value] = Blend(level, value, factor);
        foreach (ref var value in pixels)
            value = table[value];
    }

    private static byte Blend(int level, int value, float factor) => (byte)Math.Clamp((int)(level + (factor * (value - level))), 0, byte.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Blend(Vector128<int> level, Vector128<int> value, float factor)
    {
        var blended = Vector128.ConvertToSingle(level) + (Vector128.ConvertToSingle(value - level) * factor);
        return Vector128.Clamp(Vector128.ConvertToInt32(blended), Vector128<int>.Zero, Vector128.Create((int)byte.MaxValue));
    }
}
