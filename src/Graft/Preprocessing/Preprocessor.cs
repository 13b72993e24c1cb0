using System.Buffers;

namespace Graft;

/// <summary>
/// Turns pictures into the tensors a backbone expects, with the same numbers as Pillow, torchvision and numpy give.
/// Immutable; any number of threads may share one.
/// </summary>
public sealed class Preprocessor
{
    private const int Channels = 3;

    private readonly PixelScaling _scaling;

    /// <summary>Prepares for <paramref name="preprocessing"/>.</summary>
    /// <exception cref="ArgumentException">It cannot be carried out; the message says why.</exception>
    public Preprocessor(Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (PreprocessingRules.FindProblem(preprocessing) is { } problem)
            throw new ArgumentException(problem, nameof(preprocessing));
        Preprocessing = preprocessing;
        _scaling = new PixelScaling(preprocessing);
    }

    /// <summary>What this carries out.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Fills <paramref name="tensor"/> from <paramref name="image"/>.</summary>
    /// <param name="image">A picture of any size.</param>
    /// <param name="tensor">
    /// <see cref="Preprocessing.TensorLength"/> values in <see cref="Preprocessing.Layout"/>; overwritten.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has another length.</exception>
    public void Apply(RgbImage image, Span<float> tensor)
    {
        ArgumentNullException.ThrowIfNull(image);
        var length = Preprocessing.TensorLength;
        if (tensor.Length != length)
            throw new ArgumentException($"The tensor needs {length} values, got {tensor.Length}.", nameof(tensor));

        var pixels = ArrayPool<byte>.Shared.Rent(length);
        Fill(image, pixels.AsSpan(0, length));
        _scaling.Apply(pixels.AsSpan(0, length), tensor);
        ArrayPool<byte>.Shared.Return(pixels);
    }

    /// <summary>The picture as the backbone sees it: resized, and cropped or padded, but still 8-bit RGB.</summary>
    /// <param name="image">A picture of any size.</param>
    /// <returns>A new picture of <see cref="Preprocessing.Width"/> x <see cref="Preprocessing.Height"/>.</returns>
    public RgbImage Resize(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var pixels = new byte[Preprocessing.TensorLength];
        Fill(image, pixels);
        return new RgbImage(Preprocessing.Width, Preprocessing.Height, pixels);
    }

    private void Fill(RgbImage image, Span<byte> pixels)
    {
        var placement = PicturePlacement.Of(Preprocessing, image.Width, image.Height);
        var stride = Preprocessing.Width * Channels;
        if (placement.Window.Width < Preprocessing.Width || placement.Window.Height < Preprocessing.Height)
            Paint(pixels, Preprocessing.PadColor);
        var target = new PixelTarget(pixels[(placement.Top * stride + placement.Left * Channels)..], stride);
        Resampler.Resize(image, placement.Window, Preprocessing.Interpolation, target, Resampler.CanVectorise);
    }

    private static void Paint(Span<byte> pixels, RgbColor color)
    {
        for (var i = 0; i < pixels.Length; i += Channels)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (color.Red, color.Green, color.Blue);
    }
}
