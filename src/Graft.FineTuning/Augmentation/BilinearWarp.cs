using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Graft;

/// <summary>
/// Bilinear interpolation at the points of an affine map, in whole numbers: positions are rounded to 1/2048 of a pixel, and
/// values once, at the end.
/// </summary>
internal static unsafe class BilinearWarp
{
    /// <summary>Bytes that are read beyond the last pixel of the source, whatever they are.</summary>
    public const int SpareBytes = 1;

    private const int Channels = 3;
    private const int PositionBits = 32;
    private const int FractionBits = 11;
    private const int WeightBits = 2 * FractionBits;

    // Half of a fraction's unit, so that cutting off rounds.
    private const long Half = 1L << (PositionBits - FractionBits - 1);

    /// <summary>Fills a picture of <paramref name="width"/> x <paramref name="height"/>.</summary>
    /// <param name="source">Rows without padding, and <see cref="SpareBytes"/> behind them.</param>
    /// <param name="sourceWidth">Its columns.</param>
    /// <param name="sourceHeight">Its rows.</param>
    /// <param name="map">From the picture to the source, which has all that is in its reach.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="target">Rows without padding.</param>
    /// <exception cref="ArgumentException">The map leads out of the source, or a picture is shorter than its size says.</exception>
    public static void Run(ReadOnlySpan<byte> source, int sourceWidth, int sourceHeight, in AffineMap map, int width, int height, Span<byte> target)
    {
        var stride = checked(sourceWidth * Channels);
        // Half of the margin, so that what was planned with all of it fits. From here on nothing is checked.
        var (left, top, reachWidth, reachHeight) = map.Reach(width, height, AffineMap.Margin / 2);
        if (left < 0 || top < 0 || left + reachWidth > sourceWidth || top + reachHeight > sourceHeight)
            throw new ArgumentException("The map leads out of the source.", nameof(map));
        if (source.Length < checked((sourceHeight * stride) + SpareBytes) || target.Length < checked(width * height * Channels))
            throw new ArgumentException("A picture is shorter than its size says.", nameof(source));
        var (stepX, stepY) = (Fixed(map.A), Fixed(map.D));
        fixed (byte* from = source, to = target)
        {
            for (var y = 0; y < height; y++)
            {
                var atX = Fixed((map.A * 0.5) + (map.B * (y + 0.5)) + map.C - 0.5) + Half;
                var atY = Fixed((map.D * 0.5) + (map.E * (y + 0.5)) + map.F - 0.5) + Half;
                var row = to + ((nint)y * width * Channels);
                for (var x = 0; x < width; x++, atX += stepX, atY += stepY)
                {
                    var upper = from + ((nint)(atY >> PositionBits) * stride) + ((nint)(atX >> PositionBits) * Channels);
                    var pixel = Mix(upper, upper + stride, Fraction(atX), Fraction(atY));
                    // Four bytes at a time; the fourth is that of the next pixel, and is overwritten by it.
                    if (x < width - 1)
                        Unsafe.WriteUnaligned(row + (x * Channels), pixel);
                    else
                        (row[x * Channels], row[(x * Channels) + 1], row[(x * Channels) + 2]) = ((byte)pixel, (byte)(pixel >> 8), (byte)(pixel >> 16));
                }
            }
        }
    }

    private static long Fixed(double value) => (long)Math.Round(value * (1L << PositionBits));

    private static int Fraction(long position) => (int)(position >> (PositionBits - FractionBits)) & ((1 << FractionBits) - 1);

    /// <summary>Four pixels by their weights; the uppermost byte is worth nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(byte* upper, byte* lower, int right, int down)
    {
        var lowerRight = right * down;
        var lowerLeft = (down << FractionBits) - lowerRight;
        var upperRight = (right << FractionBits) - lowerRight;
        var upperLeft = (1 << WeightBits) - lowerRight - lowerLeft - upperRight;
        var sum = (Pixel(upper) * upperLeft) + (Pixel(upper + Channels) * upperRight)
            + (Pixel(lower) * lowerLeft) + (Pixel(lower + Channels) * lowerRight) + Vector128.Create(1 << (WeightBits - 1));
        var levels = (sum >> WeightBits).AsByte();
        return Vector128.Shuffle(levels, Vector128.Create((byte)0, 4, 8, 12, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)).AsUInt32().ToScalar();
    }

    /// <summary>Three bytes of a pixel and one of the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel(byte* bytes) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(bytes)).AsByte())).AsInt32();
}
