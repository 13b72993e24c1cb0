using System.Collections.Immutable;
using SkiaSharp;

namespace Graft;

/// <summary>
/// A picture of what a network sees of some photos: a row for each, first as at prediction, then as in the first epochs.
/// </summary>
internal static class AugmentationSheet
{
    /// <summary>The longer side of each photo in pixels at most.</summary>
    private const int Side = 224;

    private const int Gap = 4;
    private const int WideGap = 12;

    /// <summary>Makes sure, before any long work, that a sheet can be written.</summary>
    /// <exception cref="OutputException">It cannot, or a file of another kind has the name.</exception>
    public static void CheckWritable(string path) => OutputFile.CheckWritable(path, IsPng);

    /// <summary>Writes a sheet as a PNG file.</summary>
    /// <param name="path">Where it goes; another PNG file is replaced.</param>
    /// <param name="content">Where the pixels come from.</param>
    /// <param name="images">The photos, one at least.</param>
    /// <param name="preprocessing">What the network expects.</param>
    /// <param name="options">How photos are varied.</param>
    /// <param name="seed">The user's; with it, training sees the same.</param>
    /// <param name="variants">How many of each photo, at least 1; those of the epochs 1, 2, 3...</param>
    /// <exception cref="ImageReadException">A photo cannot be read.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static void Write(
        string path, IImageContent content, ImmutableArray<ImageFile> images, Preprocessing preprocessing, AugmentationOptions options, int seed, int variants)
    {
        var scale = Math.Min(1, (double)Side / Math.Max(preprocessing.Width, preprocessing.Height));
        var (width, height) = (Scaled(preprocessing.Width), Scaled(preprocessing.Height));
        var sheet = new SKImageInfo(
            (Gap * 2) + width + WideGap + (variants * (width + Gap)) - Gap, Gap + (images.Length * (height + Gap)), SKColorType.Rgb888x, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(sheet);
        bitmap.Erase(SKColors.White);
        var preprocessor = new Preprocessor(preprocessing);
        var augmenter = new Augmenter(options, preprocessing);
        for (var row = 0; row < images.Length; row++)
        {
            var photo = content.Read(images[row], new ImageReaderOptions { AlphaBackground = preprocessing.AlphaBackground });
            var top = Gap + (row * (height + Gap));
            Draw(preprocessor.Resize(photo), Gap, top);
            for (var variant = 0; variant < variants; variant++)
                Draw(augmenter.Picture(photo, AugmentationSeed.Of(seed, variant + 1, images[row].Path)), Gap + width + WideGap + (variant * (width + Gap)), top);
        }

        using var file = new OutputFile(path, IsPng);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        file.Write(data.SaveTo);
        file.Complete();

        int Scaled(int length) => Math.Max(1, (int)Math.Round(length * scale));

        void Draw(RgbImage picture, int left, int top)
        {
            var small = Resampler.Resize(picture, width, height, Interpolation.Bilinear, Resampler.CanVectorise);
            var pixels = bitmap.GetPixelSpan();
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                    small.Pixels.Slice(((y * width) + x) * 3, 3).CopyTo(pixels[(((top + y) * bitmap.RowBytes) + ((left + x) * 4))..]);
            }
        }
    }

    private static bool IsPng(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);
}
