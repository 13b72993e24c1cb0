using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft;

/// <summary>The grey of a colour as Pillow's <c>convert("L")</c> has it: ITU-R 601 in 16 bits after the point.</summary>
internal static class Grey
{
    private const int Channels = 3;
    private const int RedWeight = 19595;
    private const int GreenWeight = 38470;
    private const int BlueWeight = 7471;
    private const int Bits = 16;
    private const int Half = 1 << (Bits - 1);

    public static int Of(int red, int green, int blue) => ((red * RedWeight) + (green * GreenWeight) + (blue * BlueWeight) + Half) >> Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Of(FourPixels pixels) =>
        ((pixels.Red * RedWeight) + (pixels.Green * GreenWeight) + (pixels.Blue * BlueWeight) + Vector128.Create(Half)) >> Bits;

    /// <summary>The mean over a picture, rounded.</summary>
    public static int Mean(ReadOnlySpan<byte> pixels)
    {
        var count = pixels.Length / Channels;
        var sum = 0L;
        for (; pixels.Length >= FourPixels.LoadBytes; pixels = pixels[FourPixels.ByteCount..])
            sum += Vector128.Sum(Of(FourPixels.Load(pixels)));
        for (; !pixels.IsEmpty; pixels = pixels[Channels..])
            sum += Of(pixels[0], pixels[1], pixels[2]);
        return (int)(((double)sum / count) + 0.5);
    }
}
