namespace Graft;

/// <summary>
/// A random part of a photo, drawn as torchvision's RandomResizedCrop draws it: its area evenly, its shape evenly in the
/// logarithm; after ten that do not fit into the photo, the largest in its middle whose shape is in range.
/// </summary>
internal static class RandomCrop
{
    private const int Tries = 10;

    /// <summary>Draws a rectangle of whole pixels that lies in the photo.</summary>
    public static SourceBox Draw(AugmentationOptions options, Preprocessing preprocessing, int width, int height, ref Xoshiro256 random)
    {
        var shape = Shape(preprocessing, width, height);
        for (var i = 0; i < Tries; i++)
        {
            var area = (double)width * height * (options.MinimumArea + ((1 - options.MinimumArea) * random.Uniform()));
            var aspect = shape * Math.Pow(options.MaximumAspect, (2 * random.Uniform()) - 1);
            var (cropWidth, cropHeight) = (Math.Round(Math.Sqrt(area * aspect)), Math.Round(Math.Sqrt(area / aspect)));
            if (cropWidth >= 1 && cropWidth <= width && cropHeight >= 1 && cropHeight <= height)
                return Box(random.Below(width - (int)cropWidth + 1), random.Below(height - (int)cropHeight + 1), (int)cropWidth, (int)cropHeight);
        }

        var nearest = Math.Clamp((double)width / height, shape / options.MaximumAspect, shape * options.MaximumAspect);
        var (fullWidth, fullHeight) = (Side(height * nearest, width), Side(width / nearest, height));
        return Box((width - fullWidth) / 2, (height - fullHeight) / 2, fullWidth, fullHeight);
    }

    // Where the preprocessing squashes photos, things are as wide at prediction as the photo's shape makes them, and a crop
    // of the network's own shape would show them otherwise.
    private static double Shape(Preprocessing preprocessing, int width, int height) => preprocessing.ResizeMode == ResizeMode.Squash
        ? (double)width / height
        : (double)preprocessing.Width / preprocessing.Height;

    private static int Side(double length, int most) => (int)Math.Clamp(Math.Round(length), 1, most);

    private static SourceBox Box(int left, int top, int width, int height) => new(left, top, left + width, top + height);
}
