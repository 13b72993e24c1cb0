using static TorchSharp.torch;

namespace Graft;

/// <summary>Constants of a graph in PyTorch.</summary>
internal static class TorchConstant
{
    /// <summary>As a tensor that no scope disposes of.</summary>
    /// <param name="constant">The values.</param>
    /// <param name="type">Type of values that are no whole numbers.</param>
    public static Tensor ToTorch(this GraphConstant constant, ScalarType type)
    {
        using var scope = NewDisposeScope();
        // PyTorch's own memory: it would hold on to an array, which lies on no boundary that vector units like.
        var tensor = empty(constant.Sides, constant.IsFloat ? ScalarType.Float32 : ScalarType.Int64);
        if (!constant.Bytes.IsEmpty)
            constant.Bytes.Span.CopyTo(tensor.bytes);
        return (constant.IsFloat ? tensor.to_type(type) : tensor).DetachFromDisposeScope();
    }
}
