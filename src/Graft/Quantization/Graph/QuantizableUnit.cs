using System.Collections.Immutable;
using Onnx;

namespace Graft;

/// <summary>A node that can be computed with whole numbers, and the activation behind it, which its range carries out.</summary>
/// <param name="Node">The node.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Inputs">The tensors it takes that depend on pictures.</param>
/// <param name="Output">The tensor at its end, behind its activation.</param>
/// <param name="IsRectified">Whether values below 0 become 0.</param>
/// <param name="Bound">Larger values become this; infinity where there is no such limit.</param>
/// <param name="Absorbed">The nodes of the activation.</param>
internal sealed record QuantizableUnit(
    NodeProto Node, UnitKind Kind, ImmutableArray<string> Inputs, string Output, bool IsRectified, float Bound, ImmutableArray<NodeProto> Absorbed);

/// <summary>How a node is computed with whole numbers.</summary>
internal enum UnitKind
{
    /// <summary>It has weights: convolutions and matrix products.</summary>
    Weighted,

    /// <summary>It computes with values of its inputs, each of which has steps of its own.</summary>
    Elementwise,

    /// <summary>It only chooses or moves values, so that the steps of its output are those of its input.</summary>
    Moving,
}
