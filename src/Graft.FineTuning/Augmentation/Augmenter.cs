using System.Buffers;

namespace Graft;

/// <summary>
/// Turns photos into the tensors a network expects, each a little otherwise: a random part, mirrored, turned, shifted, zoomed,
/// in other colours. Immutable; any number of threads may share one.
/// </summary>
/// <remarks>
/// A photo is interpolated once, by the exact resampler, and only where it is turned once more, bilinearly. Colours change
/// in a fixed order: brightness, contrast, saturation, hue. Another order would give other pictures by hardly more than
/// what is cut off at black and white.
/// </remarks>
internal sealed class Augmenter
{
    private const int Channels = 3;

    private readonly AugmentationOptions _options;
    private readonly Preprocessing _preprocessing;
    private readonly PixelScaling _scaling;

    /// <exception cref="ArgumentException">The options or the preprocessing cannot be carried out; the message says why.</exception>
    public Augmenter(AugmentationOptions options, Preprocessing preprocessing)
    {
        if (options.FindProblem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        if (PreprocessingRules.FindProblem(preprocessing) is { } impossible)
            throw new ArgumentException(impossible, nameof(preprocessing));
        (_options, _preprocessing) = (options, preprocessing);
        _scaling = new PixelScaling(preprocessing);
    }

    /// <summary>Fills <paramref name="tensor"/> from <paramref name="photo"/>.</summary>
    /// <param name="photo">A picture of any size.</param>
    /// <param name="seed">Decides every random choice.</param>
    /// <param name="tensor"><see cref="Preprocessing.TensorLength"/> values in <see cref="Preprocessing.Layout"/>; overwritten.</param>
    /// <exception cref="ArgumentException"><paramref name="tensor"/> has another length.</exception>
    public void Apply(RgbImage photo, ulong seed, Span<float> tensor)
    {
        var length = _preprocessing.TensorLength;
        if (tensor.Length != length)
            throw new ArgumentException($"The tensor needs {length} values, got {tensor.Length}.", nameof(tensor));
        var rented = ArrayPool<byte>.Shared.Rent(length);
        Fill(photo, seed, rented.AsSpan(0, length));
        _scaling.Apply(rented.AsSpan(0, length), tensor);
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>The same as a picture, to look at.</summary>
    public RgbImage Picture(RgbImage photo, ulong seed)
    {
        var pixels = new byte[_preprocessing.TensorLength];
        Fill(photo, seed, pixels);
        return new RgbImage(_preprocessing.Width, _preprocessing.Height, pixels);
    }

    private void Fill(RgbImage photo, ulong seed, Span<byte> pixels)
    {
        var variation = Variation.Draw(_options, _preprocessing, photo.Width, photo.Height, seed);
        Place(photo, variation, pixels);
        if (variation.IsMirrored)
            PictureMirror.LeftRight(pixels, _preprocessing.Width);
        if (variation.IsUpsideDown)
            PictureMirror.TopBottom(pixels, _preprocessing.Width);
        Color(variation, pixels);
    }

    private void Place(RgbImage photo, in Variation variation, Span<byte> pixels)
    {
        var (width, height) = (_preprocessing.Width, _preprocessing.Height);
        var view = PhotoView.Of(_preprocessing, photo.Width, photo.Height, variation);
        // Whole pixels, so that a shift alone blurs nothing.
        var (right, down) = ((int)Math.Round(variation.ShiftRight * width), (int)Math.Round(variation.ShiftDown * height));
        if (variation.Angle == 0)
        {
            view.Paint(photo, -right, -down, width, height, _preprocessing.Interpolation, pixels);
            return;
        }

        var map = AffineMap.Turn(variation.Angle, width, height, right, down);
        var (left, top, reachWidth, reachHeight) = map.Reach(width, height);
        var length = checked(reachWidth * reachHeight * Channels);
        var rented = ArrayPool<byte>.Shared.Rent(length + BilinearWarp.SpareBytes);
        view.Paint(photo, left, top, reachWidth, reachHeight, _preprocessing.Interpolation, rented.AsSpan(0, length));
        BilinearWarp.Run(rented, reachWidth, reachHeight, map.From(left, top), width, height, pixels);
        ArrayPool<byte>.Shared.Return(rented);
    }

    private static void Color(in Variation variation, Span<byte> pixels)
    {
        if (variation.Brightness != 1)
            ColorFactors.Brighten(pixels, variation.Brightness);
        if (variation.Contrast != 1)
            ColorFactors.Contrast(pixels, variation.Contrast);
        if (variation.Saturation != 1)
            ColorFactors.Saturate(pixels, variation.Saturation);
        if (variation.Hue != 0)
            HueTurn.Apply(pixels, variation.Hue);
    }
}
