using System.Collections.Immutable;

namespace Graft;

/// <summary>A pretrained network that Graft knows where to find.</summary>
public sealed record CatalogueEntry
{
    /// <summary>The name to use it by, such as <c>vgg16</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Who publishes it.</summary>
    public required string Source { get; init; }

    /// <summary>Licence of the weights, as published.</summary>
    public required string License { get; init; }

    /// <summary>Bytes of what is published.</summary>
    public required long Length { get; init; }

    /// <summary>Width of the images it takes, in pixels.</summary>
    public int Width { get; init; } = 224;

    /// <summary>Height of the images it takes, in pixels.</summary>
    public int Height { get; init; } = 224;

    /// <summary>The layers worth taking, the one to try first before the others.</summary>
    public required ImmutableArray<CatalogueLayer> Layers { get; init; }

    /// <summary>What is published; null for a network that is part of Graft.</summary>
    public PublishedFile? File { get; init; }

    /// <summary>What the published file holds the weights of, as <c>graft import</c> names it; null where it is a whole network, in ONNX.</summary>
    public string? Architecture { get; init; }

    /// <summary>What the network expects; null where the network that Graft makes or carries says so itself.</summary>
    public Preprocessing? Preprocessing { get; init; }
}
