namespace Graft;

/// <summary>How many of the table's filters a file has: MobileNet is published in several widths, made by one factor.</summary>
internal sealed class WidthMultiplier
{
    /// <summary>Wider ones are mistakes; the shapes that follow from them stay small numbers.</summary>
    private const int Most = 16;

    private readonly long _found = 1;
    private readonly long _full = 1;

    public WidthMultiplier(Architecture architecture, WeightFile file)
    {
        if (architecture.Layers.OfType<ConvolutionLayer>().FirstOrDefault(layer => layer.Name == architecture.WidthLayer) is not { } widest)
            return;
        _full = widest.Filters;
        var shape = file.Find(widest, WeightRole.Kernel)?.Shape;
        _found = shape is { Length: 4 } ? Math.Clamp(file.Source == WeightSource.Keras ? shape[3] : shape[0], 1, Most * _full) : _full;
    }

    /// <summary>
    /// The filters of a layer: as Keras computes them, rounded down. Taken from the widest layer, that comes out the same
    /// for every multiplier, since all others are fractions of it.
    /// </summary>
    public long Of(int filters) => filters * _found / _full;
}
