namespace Graft;

/// <summary>A tensor that the graph needs: how it lies in the file, and how it is to lie in the graph.</summary>
/// <param name="Layer">Whose it is.</param>
/// <param name="Role">What it is to that layer.</param>
/// <param name="Stored">Its shape in the file, <see cref="Any"/> for sides that the file decides.</param>
/// <param name="Sides">Its shape in the graph.</param>
internal sealed record WeightSlot(WeightedLayer Layer, WeightRole Role, long[] Stored, params long[] Sides)
{
    /// <summary>A side that may be anything.</summary>
    public const long Any = -1;

    /// <summary>The stored shape with the axes that the graph has in another order; null where the order is the same.</summary>
    public long[]? Axes { get; private init; }

    /// <summary>For each axis of the graph, which of <see cref="Axes"/> it is.</summary>
    public int[] Order { get; private init; } = [];

    /// <summary>Its name in the graph.</summary>
    public string Name => $"{Layer.Name}/{Role.ToString().ToLowerInvariant()}";

    /// <summary>The kernel of a convolution: [filters, channels, height, width] in the graph and in PyTorch, height first in Keras.</summary>
    public static WeightSlot Convolution(ConvolutionLayer layer, WeightSource source, long channels, long filters)
    {
        var (stored, size) = (layer.Filters == 0 ? Any : filters, layer.Size);
        return source == WeightSource.Keras
            ? new WeightSlot(layer, WeightRole.Kernel, [size, size, channels, stored], filters, channels, size, size)
            { Axes = [size, size, channels, filters], Order = [3, 2, 0, 1] }
            : new WeightSlot(layer, WeightRole.Kernel, [stored, channels, size, size], filters, channels, size, size);
    }

    /// <summary>The kernel of a depthwise convolution: [channels, 1, height, width] in the graph and in PyTorch.</summary>
    public static WeightSlot Depthwise(DepthwiseLayer layer, WeightSource source, long channels) => source == WeightSource.Keras
        ? new WeightSlot(layer, WeightRole.Kernel, [layer.Size, layer.Size, channels, 1], channels, 1, layer.Size, layer.Size)
        { Axes = [layer.Size, layer.Size, channels, 1], Order = [2, 3, 0, 1] }
        : new WeightSlot(layer, WeightRole.Kernel, [channels, 1, layer.Size, layer.Size], channels, 1, layer.Size, layer.Size);

    /// <summary>The matrix of a dense layer: [values, units] in Keras, [units, values] in PyTorch, and the graph takes either.</summary>
    public static WeightSlot Dense(DenseLayer layer, WeightSource source, LayerShape input, long units)
    {
        var stored = layer.Units == 0 ? Any : units;
        var isConvolution = layer.ConvolutionIn.HasFlag(source);
        return source == WeightSource.Keras
            ? new WeightSlot(layer, WeightRole.Kernel, isConvolution ? [input.Height, input.Width, input.Channels, stored] : [input.Count, stored], input.Count, units)
            : new WeightSlot(layer, WeightRole.Kernel, isConvolution ? [stored, input.Channels, input.Height, input.Width] : [stored, input.Count], units, input.Count);
    }

    /// <summary>A value for each channel or unit.</summary>
    public static WeightSlot Vector(WeightedLayer layer, WeightRole role, long count, bool isFree = false) => new(layer, role, [isFree ? Any : count], count);

    /// <summary>Whether a shape in a file is the one that is expected.</summary>
    public bool Fits(long[] shape) =>
        shape.Length == Stored.Length && Stored.Zip(shape).All(sides => sides.First == sides.Second || (sides.First == Any && sides.Second > 0));

    /// <summary>Whether a shape has the sides that are expected, in another order.</summary>
    public bool FitsTransposed(long[] shape)
    {
        var rest = shape.ToList();
        return shape.Length == Stored.Length && !Fits(shape) && Stored.All(side => side == Any || rest.Remove(side)) && rest.All(side => side > 0);
    }
}
