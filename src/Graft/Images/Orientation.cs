namespace Graft;

/// <summary>EXIF orientation: how the stored picture must be turned to stand upright. Exif 2.32, section 4.6.4 A.</summary>
internal static class Orientation
{
    /// <summary>Turns a picture upright and returns the one given; any value outside 2..8 means that it already is.</summary>
    public static RgbImage Apply(RgbImage image, int orientation, bool isRented)
    {
        if (orientation is < 2 or > 8)
            return image;
        var (width, height) = (image.Width, image.Height);
        var swapped = orientation >= 5;
        var (outWidth, outHeight) = swapped ? (height, width) : (width, height);
        // The source index of an output pixel is start + x * stepX + y * stepY, in pixels.
        var (start, stepX, stepY) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => ((width * height) - 1, -1, -width),
            4 => ((height - 1) * width, 1, -width),
            5 => (0, width, 1),
            6 => ((height - 1) * width, -width, 1),
            7 => ((width * height) - 1, -width, -1),
            _ => (width - 1, width, -1),
        };
        var source = image.Pixels;
        var upright = RgbImage.Create(outWidth, outHeight, isRented);
        var target = upright.Writable;
        var to = 0;
        for (var y = 0; y < outHeight; y++)
        {
            var from = 3 * (start + (y * stepY));
            for (var x = 0; x < outWidth; x++, to += 3, from += 3 * stepX)
            {
                target[to] = source[from];
                target[to + 1] = source[from + 1];
                target[to + 2] = source[from + 2];
            }
        }

        image.Return();
        return upright;
    }
}
