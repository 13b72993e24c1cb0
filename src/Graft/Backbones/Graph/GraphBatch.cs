using System.Runtime.InteropServices;
using Onnx;

namespace Graft;

/// <summary>Makes a network take any number of pictures at once.</summary>
internal static class GraphBatch
{
    /// <summary>
    /// Takes a number of pictures that is frozen in the shape of a Reshape, in a Flatten, or in a Squeeze of whatever is 1,
    /// out of it. The input must be declared free already.
    /// </summary>
    /// <param name="model">A cut model, whose list of nodes is edited; the nodes themselves are shared and stay.</param>
    /// <param name="input">The input; its <see cref="GraphInput.Batch"/> is the number that was frozen.</param>
    /// <param name="shapeOf">The shape of a tensor in a model for one picture, without the batch; null when it has none.</param>
    public static void Free(ModelProto model, GraphInput input, Func<ModelProto, string, long[]?> shapeOf)
    {
        var graph = model.Graph;
        // A batch of 1 may be frozen inside although the input says that any number will do.
        var frozen = Math.Max(1, input.Batch);
        var reached = GraphIndex.Reached(graph.Node, input.Name);
        for (var i = 0; i < graph.Node.Count; i++)
        {
            var node = graph.Node[i];
            if (node.Input.Count == 0 || !reached.Contains(node.Input[0]))
                continue;
            if (node.OpType == "Reshape" && node.Input.Count > 1 && !reached.Contains(node.Input[1]) && Constant(graph, node.Input[1]) is [var first, ..] shape && first == frozen)
                graph.Node[i] = Reshaped(graph, node, i, shape);
            else if (node.OpType == "Flatten" && frozen == 1 && OnnxNodes.Find(node, "axis")?.I == 0)
                graph.Node[i] = Flattened(node);
            else if (node.OpType == "Squeeze" && node.Input.Count == 1 && node.Attribute.Count == 0 && shapeOf(model, node.Input[0]) is { } sides)
                graph.Node[i] = Squeezed(graph, node, i, sides);
        }
    }

    /// <summary>The whole numbers of a constant: of a weight, or of a node that makes one. Null when it is neither.</summary>
    private static long[]? Constant(GraphProto graph, string name)
    {
        var tensor = graph.Initializer.FirstOrDefault(tensor => tensor.Name == name);
        if (tensor is null && graph.Node.FirstOrDefault(node => node.OpType == "Constant" && node.Output.Contains(name)) is { } node)
        {
            if (OnnxNodes.Find(node, "value_ints") is { } numbers)
                return [.. numbers.Ints];
            tensor = OnnxNodes.Find(node, "value")?.T;
        }

        if (tensor is null || tensor.DataType != (int)TensorProto.Types.DataType.Int64 || OnnxNodes.IsExternal(tensor))
            return null;
        return tensor.Int64Data.Count > 0 ? [.. tensor.Int64Data]
            : tensor.RawData.Length % sizeof(long) == 0 ? MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray() : null;
    }

    private static NodeProto Reshaped(GraphProto graph, NodeProto node, int number, long[] shape)
    {
        // One side may be inferred: the batch if no other is, else the batch is that of the tensor before.
        long[] free = [shape.Skip(1).Contains(-1) ? 0 : -1, .. shape.Skip(1)];
        var copy = node.Clone();
        copy.Input[1] = Add(graph, $"graft/free_shape_{number}", free);
        return copy;
    }

    /// <summary>All sides but the batch that are 1 are left out; that is a Reshape, which every operator set has in one form.</summary>
    private static NodeProto Squeezed(GraphProto graph, NodeProto node, int number, long[] sides)
    {
        var copy = node.Clone();
        copy.OpType = "Reshape";
        copy.Input.Add(Add(graph, $"graft/free_shape_{number}", [-1, .. sides.Where(side => side != 1)]));
        return copy;
    }

    private static string Add(GraphProto graph, string name, long[] values)
    {
        graph.Initializer.Add(OnnxNodes.Values(name, values));
        return name;
    }

    private static NodeProto Flattened(NodeProto node)
    {
        var copy = node.Clone();
        OnnxNodes.Find(copy, "axis")!.I = 1;
        return copy;
    }
}
