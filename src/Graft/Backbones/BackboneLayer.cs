using System.Collections.Immutable;

namespace Graft;

/// <summary>A place where a network can be cut.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Node">Name of the operation that makes it; may be empty.</param>
/// <param name="Alias">Another name that is understood, such as torchvision's; null when there is none.</param>
/// <param name="Op">The operation, by ONNX's name.</param>
/// <param name="Shape">Shape of the tensor for one image: [C, H, W] for maps.</param>
/// <param name="ParameterCount">Parameters of all that is needed up to here.</param>
/// <param name="MultiplyAddCount">Multiply-adds of convolutions and matrix products up to here, for one image.</param>
public sealed record BackboneLayer(
    string Name, string Node, string? Alias, string Op, ImmutableArray<int> Shape, long ParameterCount, long MultiplyAddCount)
{
    /// <summary>Values of the tensor for one image.</summary>
    public long ValueCount { get; } = Shape.Aggregate(1L, (product, side) => product * side);
}
