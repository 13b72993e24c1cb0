using Onnx;

namespace Graft;

/// <summary>
/// Finds maps whose channels stand last. ONNX's own operators want them first, so that such maps lie between two
/// transpositions, as in networks that come from TensorFlow and in some that normalise over channels.
/// </summary>
internal static class GraphLayout
{
    private static readonly long[] ToLast = [0, 2, 3, 1];

    /// <summary>Operators that leave the order of their first input's axes as it is, or only look at the last one.</summary>
    private static readonly HashSet<string> Keeping =
    [
        "Add", "Sub", "Mul", "Div", "Pow", "Sqrt", "Relu", "LeakyRelu", "PRelu", "Elu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Erf", "Gelu",
        "Softplus", "Identity", "Dropout", "Cast", "MatMul", "LayerNormalization", "Concat", "Neg", "Abs", "Max", "Min", "Where", "QuantizeLinear", "DequantizeLinear",
    ];

    /// <param name="nodes">Nodes in an order in which they can be computed.</param>
    /// <param name="input">The input of the network.</param>
    public static HashSet<string> ChannelsLast(IEnumerable<NodeProto> nodes, GraphInput input)
    {
        var last = new HashSet<string>(StringComparer.Ordinal);
        if (input.Layout == TensorLayout.Hwc)
            last.Add(input.Name);
        foreach (var node in nodes)
        {
            var isLast = node.OpType == "Transpose"
                ? OnnxNodes.Find(node, "perm")?.Ints.SequenceEqual(ToLast) == true
                : Keeping.Contains(node.OpType) && node.Input.Any(last.Contains);
            if (isLast)
                last.UnionWith(node.Output);
        }

        return last;
    }
}
