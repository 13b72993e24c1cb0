using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// A network as a table of layers: all that the importer knows of it. Names are Keras', whatever the weights come from.
/// </summary>
internal sealed record Architecture
{
    /// <summary>What it is called on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Layers up to the one that gives the features, and perhaps beyond; in an order in which they can be computed.</summary>
    public required ImmutableArray<Layer> Body { get; init; }

    /// <summary>The layers of its classifier, which many files leave out.</summary>
    public required ImmutableArray<Layer> Top { get; init; }

    /// <summary>The layer whose values are the features where none is named.</summary>
    public required string DefaultLayer { get; init; }

    /// <summary>What the weights that Keras publishes expect; its size is the network's.</summary>
    public required Preprocessing KerasPreprocessing { get; init; }

    /// <summary>What the weights that torchvision and timm publish expect; null where theirs is another network.</summary>
    public Preprocessing? TorchPreprocessing { get; init; }

    /// <summary>
    /// The widest convolution, where the network comes in several widths: the filters it has in the file, over those in the
    /// table, are the width multiplier of all.
    /// </summary>
    public string? WidthLayer { get; init; }

    /// <summary>Body and top.</summary>
    public IEnumerable<Layer> Layers => Body.Concat(Top);

    /// <summary>Those that can be imported, by name.</summary>
    public static ImmutableArray<Architecture> All { get; } =
        [VggArchitecture.Vgg16, VggArchitecture.Vgg19, MobileNetArchitecture.V1, SqueezeNetArchitecture.V11];
}
