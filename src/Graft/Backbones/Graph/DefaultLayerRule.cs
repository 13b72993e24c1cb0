using Onnx;

namespace Graft;

/// <summary>
/// The layer that is taken where neither user nor file names one: what goes into the classifier, if the network ends in
/// one, else its first output.
/// </summary>
internal static class DefaultLayerRule
{
    /// <summary>Classes of ImageNet, and those of ImageNet with a background.</summary>
    private static readonly long[] ClassCounts = [1000, 1001];

    public static string Find(GraphProto graph, GraphIndex index, string network)
    {
        var output = graph.Output.Select(output => output.Name).FirstOrDefault(name => index.Producer(name) >= 0)
            ?? throw new BackboneException($"The network '{network}' has no output.", network);
        var tensor = output;
        var isClassifier = IsOfClasses(graph.Output.First(item => item.Name == output));
        while (index.Producer(tensor) is >= 0 and var number)
        {
            var node = index.Nodes[number];
            isClassifier |= node.OpType is "Softmax" or "LogSoftmax";
            if (node.OpType is "Gemm" or "MatMul" or "Conv")
                return isClassifier && node.Input.FirstOrDefault() is { } data ? Before(index, data) : output;
            // On the way back, what has weights comes second: of a sum with a bias the first input is the data.
            tensor = node.Input.FirstOrDefault(input => index.Producer(input) >= 0) ?? "";
        }

        return output;
    }

    /// <summary>Before operations that only matter in training or change nothing but the shape's notation.</summary>
    private static string Before(GraphIndex index, string tensor)
    {
        while (index.Producer(tensor) is >= 0 and var number && index.Nodes[number] is { OpType: "Dropout" or "Identity", Input.Count: > 0 } node)
            tensor = node.Input[0];
        return tensor;
    }

    private static bool IsOfClasses(ValueInfoProto output) =>
        output.Type?.TensorType?.Shape is { Dim.Count: 2 } shape && ClassCounts.Contains(shape.Dim[1].DimValue);
}
