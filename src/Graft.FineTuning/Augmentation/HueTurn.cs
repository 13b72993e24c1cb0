namespace Graft;

/// <summary>
/// Turns all colours of a picture, as torchvision's adjust_hue does: to Pillow's mode HSV, whose three numbers are bytes, and
/// back, with the rounding of both ways.
/// </summary>
internal static class HueTurn
{
    private const int Channels = 3;
    private const int Levels = 256;
    private const int Sextants = 6;

    // What Pillow computes of two differences of bytes, for all of them: half a million divisions less for each photo.
    private static readonly Lazy<Tables> Shared = new(() => new Tables());

    /// <summary>Turns them.</summary>
    /// <param name="pixels">The picture.</param>
    /// <param name="turn">In 1/255 of the circle, from -128 to 127.</param>
    public static void Apply(Span<byte> pixels, int turn)
    {
        var tables = Shared.Value;
        for (var i = 0; i <= pixels.Length - Channels; i += Channels)
        {
            var (red, green, blue) = (pixels[i], pixels[i + 1], pixels[i + 2]);
            var (most, least) = (Math.Max(red, Math.Max(green, blue)), Math.Min(red, Math.Min(green, blue)));
            var saturation = tables.Saturation(most, least);
            if (saturation == 0)
            {
                pixels.Slice(i, Channels).Fill(most);
                continue;
            }

            var hue = (byte)(tables.Hue(red, green, blue, most, least) + turn);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = Color(hue, saturation, most);
        }
    }

    /// <summary>Pillow's way from HSV to RGB, with its mixture of float32 and double.</summary>
    private static (byte Red, byte Green, byte Blue) Color(byte hue, byte saturation, byte value)
    {
        var sextants = hue * 6.0 / 255;
        var sextant = (int)sextants;
        var rest = (float)(sextants - sextant);
        var strength = saturation / 255f;
        var low = Level(value * (1.0 - strength));
        var mixed = (sextant & 1) == 1 ? Level(value * (1.0 - (strength * rest))) : Level(value * (1.0 - (strength * (1.0 - rest))));
        return (sextant % Sextants) switch
        {
            0 => (value, mixed, low),
            1 => (mixed, value, low),
            2 => (low, value, mixed),
            3 => (low, mixed, value),
            4 => (mixed, low, value),
            _ => (value, low, mixed),
        };
    }

    private static byte Level(double value) => (byte)(int)(value + 0.5);

    private sealed class Tables
    {
        private readonly byte[] _saturations = new byte[Levels * Levels];
        private readonly byte[][] _hues = [.. Enumerable.Range(0, Sextants).Select(_ => new byte[Levels * Levels])];

        public Tables()
        {
            for (var most = 1; most < Levels; most++)
            {
                for (var least = 0; least < most; least++)
                    _saturations[(most * Levels) + least] = (byte)((most - least) / (float)most * 255.0);
            }

            for (var range = 1; range < Levels; range++)
            {
                for (var below = 0; below <= range; below++)
                {
                    var (at, share) = ((range * Levels) + below, below / (float)range);
                    _hues[0][at] = Hue(share - 1f);
                    _hues[1][at] = Hue(1f - share);
                    _hues[2][at] = Hue((float)(2.0 + 1f - share));
                    _hues[3][at] = Hue((float)(2.0 + share - 1f));
                    _hues[4][at] = Hue((float)(4.0 + 1f - share));
                    _hues[5][at] = Hue((float)(4.0 + share - 1f));
                }
            }
        }

        public byte Saturation(byte most, byte least) => _saturations[(most * Levels) + least];

        // The largest colour decides the sextant with the smallest; the third lies between them.
        public byte Hue(byte red, byte green, byte blue, byte most, byte least)
        {
            var (sextant, middle) =
                red == most ? blue == least ? (1, green) : (0, blue)
                : green == most ? red == least ? (2, blue) : (3, red)
                : green == least ? (4, red) : (5, green);
            return _hues[sextant][((most - least) * Levels) + most - middle];
        }

        private static byte Hue(float sextants) => (byte)((float)(((sextants / 6.0) + 1.0) % 1.0) * 255.0);
    }
}
