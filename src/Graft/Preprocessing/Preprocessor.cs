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
        Apply(image, CropPosition.Center, tensor, default);
    }

    /// <summary>Fills a tensor for each view of <paramref name="image"/>.</summary>
    /// <param name="image">A picture of any size.</param>
    /// <param name="crops">The parts to take, in order.</param>
    /// <param name="flip">Whether each is followed by its mirror image.</param>
    /// <param name="tensors">As many tensors, one after another; overwritten.</param>
    internal void ApplyViews(RgbImage image, ReadOnlySpan<CropPosition> crops, bool flip, Span<float> tensors)
    {
        var length = Preprocessing.TensorLength;
        foreach (var crop in crops)
        {
            Apply(image, crop, tensors[..length], flip ? tensors.Slice(length, length) : default);
            tensors = tensors[(flip ? 2 * length : length)..];
        }
    }

    private void Apply(RgbImage image, CropPosition crop, Span<float> tensor, Span<float> mirrored)
    {
        var length = Preprocessing.TensorLength;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var pixels = rented.AsSpan(0, length);
        Fill(image, pixels, crop);
        _scaling.Apply(pixels, tensor);
        if (!mirrored.IsEmpty)
        {
            PictureMirror.LeftRight(pixels, Preprocessing.Width);
            _scaling.Apply(pixels, mirrored);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>The picture as the backbone sees it: resized, and cropped or padded, but still 8-bit RGB.</summary>
    /// <param name="image">A picture of any size.</param>
    /// <returns>A new picture of <see cref="Preprocessing.Width"/> x <see cref="Preprocessing.Height"/>.</returns>
    public RgbImage Resize(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var pixels = new byte[Preprocessing.TensorLength];
        Fill(image, pixels, CropPosition.Center);
        return new RgbImage(Preprocessing.Width, Preprocessing.Height, pixels);
    }

    private void Fill(RgbImage image, Span<byte> pixels, CropPosition crop)
    {
        var placement = PicturePlacement.Of(Preprocessing, image.Width, image.Height, crop);
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
