using System.Collections.Immutable;

namespace Graft;

/// <summary>A line in the table of an <see cref="Architecture"/>: one layer, whose name is that of the tensor it gives.</summary>
/// <param name="Name">As Keras calls it.</param>
internal abstract record Layer(string Name)
{
    /// <summary>The layers it takes; empty for the one on the line before.</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];
}

/// <summary>A layer with weights.</summary>
internal abstract record WeightedLayer(string Name) : Layer(Name)
{
    /// <summary>Its weights, in the order in which Keras keeps them.</summary>
    public abstract ImmutableArray<WeightRole> Roles { get; }

    /// <summary>Its class in Keras, in snake case: how Keras 3 names layers in files.</summary>
    public abstract string KerasClass { get; }

    /// <summary>What its tensors begin with in torchvision's files; null where that library's network is another one.</summary>
    public string? Torchvision { get; init; }

    /// <summary>The same in timm's files.</summary>
    public string? Timm { get; init; }
}

/// <summary>A convolution over maps. With <see cref="Padding.Same"/> the output has a side of input / stride, rounded up.</summary>
/// <param name="Name">As Keras calls it.</param>
/// <param name="Filters">Channels it gives, at full width; 0 for as many as the file has.</param>
/// <param name="Size">Side of the kernel.</param>
internal sealed record ConvolutionLayer(string Name, int Filters, int Size) : WeightedLayer(Name)
{
    public int Stride { get; init; } = 1;

    public Padding Padding { get; init; } = Padding.Same;

    public Activation Activation { get; init; }

    public bool HasBias { get; init; } = true;

    public override ImmutableArray<WeightRole> Roles => HasBias ? [WeightRole.Kernel, WeightRole.Bias] : [WeightRole.Kernel];

    public override string KerasClass => "conv2d";
}

/// <summary>A convolution of each channel by itself.</summary>
internal sealed record DepthwiseLayer(string Name, int Size) : WeightedLayer(Name)
{
    public int Stride { get; init; } = 1;

    public override ImmutableArray<WeightRole> Roles => [WeightRole.Kernel];

    public override string KerasClass => "depthwise_conv2d";
}

/// <summary>Every value of the layer before, times a matrix.</summary>
/// <param name="Name">As Keras calls it.</param>
/// <param name="Units">Values it gives; 0 for as many as the file has, which are classes.</param>
internal sealed record DenseLayer(string Name, int Units = 0) : WeightedLayer(Name)
{
    public Activation Activation { get; init; }

    /// <summary>Who keeps the matrix as the kernel of a convolution over the whole map.</summary>
    public WeightSource ConvolutionIn { get; init; }

    public override ImmutableArray<WeightRole> Roles => [WeightRole.Kernel, WeightRole.Bias];

    public override string KerasClass => ConvolutionIn.HasFlag(WeightSource.Keras) ? "conv2d" : "dense";
}

/// <summary>Batch normalisation as in inference: with the mean and variance of the training images.</summary>
internal sealed record BatchNormalizationLayer(string Name, float Epsilon) : WeightedLayer(Name)
{
    public override ImmutableArray<WeightRole> Roles => [WeightRole.Gamma, WeightRole.Beta, WeightRole.Mean, WeightRole.Variance];

    public override string KerasClass => "batch_normalization";
}

/// <summary>An activation on its own.</summary>
internal sealed record ActivationLayer(string Name, Activation Activation) : Layer(Name);

/// <summary>The largest value of each window, without padding.</summary>
internal sealed record MaxPoolLayer(string Name, int Size, int Stride) : Layer(Name)
{
    /// <summary>Whether a last window that juts out over the edge counts, as in Caffe; elsewhere it does not.</summary>
    public bool RoundsUp { get; init; }
}

/// <summary>The mean of each map.</summary>
internal sealed record GlobalAveragePoolLayer(string Name) : Layer(Name);

/// <summary>All values in one row.</summary>
internal sealed record FlattenLayer(string Name) : Layer(Name);

/// <summary>The channels of several layers, one after the other.</summary>
internal sealed record ConcatLayer(string Name) : Layer(Name);
