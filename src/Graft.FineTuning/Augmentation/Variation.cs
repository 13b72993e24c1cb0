namespace Graft;

/// <summary>What was drawn for one photo.</summary>
/// <param name="Crop">The part of the photo that is taken; null where it is placed as the preprocessing says.</param>
/// <param name="IsMirrored">Left and right change places.</param>
/// <param name="IsUpsideDown">Top and bottom change places.</param>
/// <param name="Angle">In radians, counter-clockwise.</param>
/// <param name="ShiftRight">As a share of the width.</param>
/// <param name="ShiftDown">As a share of the height.</param>
/// <param name="Zoom">How many times larger.</param>
/// <param name="Brightness">A factor, as the next two.</param>
/// <param name="Contrast">1 changes nothing.</param>
/// <param name="Saturation">0 is grey.</param>
/// <param name="Hue">The turn of the colour circle, in 1/255 of it, since Pillow's hues are bytes.</param>
internal readonly record struct Variation(
    SourceBox? Crop, bool IsMirrored, bool IsUpsideDown, double Angle, double ShiftRight, double ShiftDown, double Zoom,
    float Brightness, float Contrast, float Saturation, int Hue)
{
    /// <summary>Draws for a photo.</summary>
    /// <param name="options">From what range.</param>
    /// <param name="preprocessing">The shape that crops are to have.</param>
    /// <param name="width">Of the photo.</param>
    /// <param name="height">Of the photo.</param>
    /// <param name="seed">Decides everything.</param>
    public static Variation Draw(AugmentationOptions options, Preprocessing preprocessing, int width, int height, ulong seed)
    {
        // Everything is drawn, wanted or not, so that an option changes nothing but its own effect.
        var random = new Xoshiro256((int)(seed >> 32), (int)seed);
        var isMirrored = random.Uniform() < 0.5;
        var isUpsideDown = random.Uniform() < 0.5;
        var angle = Either(ref random, options.Rotation);
        var (right, down) = (Either(ref random, options.Shift), Either(ref random, options.Shift));
        // As often smaller as larger.
        var zoom = Math.Pow(1 + options.Zoom, Either(ref random, 1));
        var brightness = 1 + Either(ref random, options.Brightness);
        var contrast = 1 + Either(ref random, options.Contrast);
        var saturation = 1 + Either(ref random, options.Saturation);
        var hue = Either(ref random, options.Hue);
        return new(
            options.MinimumArea < 1 ? RandomCrop.Draw(options, preprocessing, width, height, ref random) : null,
            options.FlipHorizontal && isMirrored, options.FlipVertical && isUpsideDown, angle * Math.PI / 180, right, down, zoom,
            (float)brightness, (float)contrast, (float)saturation, (int)(hue * byte.MaxValue));
    }

    private static double Either(ref Xoshiro256 random, double most) => most * ((2 * random.Uniform()) - 1);
}
