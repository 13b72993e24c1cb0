using System.Collections.Immutable;
using Onnx;

namespace Graft;

/// <summary>Finds the nodes of a folded network that can be computed with whole numbers.</summary>
internal static class QuantizableUnits
{
    private static readonly HashSet<string> Elementwise = ["Add", "Mul", "Concat", "AveragePool", "GlobalAveragePool"];
    private static readonly HashSet<string> Moving = ["MaxPool", "Flatten", "Reshape", "Transpose", "Squeeze", "Unsqueeze"];

    /// <summary>Operators of networks that are quantised already.</summary>
    public static bool IsQuantized(NodeProto node) =>
        node.OpType is "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear" or "ConvInteger" or "MatMulInteger" || node.OpType.StartsWith("QLinear", StringComparison.Ordinal);

    /// <summary>All of them, in the order of the graph.</summary>
    public static ImmutableArray<QuantizableUnit> Find(FoldedGraph graph)
    {
        var reached = GraphIndex.Reached(graph.Nodes, graph.Input.Name);
        return [.. graph.Nodes.Select(node => Unit(graph, node, reached)).OfType<QuantizableUnit>()];
    }

    private static QuantizableUnit? Unit(FoldedGraph graph, NodeProto node, HashSet<string> reached)
    {
        if (node.Domain is not ("" or "ai.onnx") || KindOf(graph, node) is not { } kind)
            return null;
        var inputs = node.Input.Where(reached.Contains).ToImmutableArray();
        var expected = node.OpType switch { "Add" or "Mul" => 2, "Concat" => node.Input.Count, _ => 1 };
        if (inputs.Length != expected)
            return null;
        return kind == UnitKind.Moving
            ? new QuantizableUnit(node, kind, inputs, node.Output[0], false, float.PositiveInfinity, [])
            : WithActivation(graph, node, kind, inputs);
    }

    private static UnitKind? KindOf(FoldedGraph graph, NodeProto node) => node.OpType switch
    {
        "Conv" => graph.Constant(node.Input[1]) is { IsFloat: true, Sides.Length: 4 } && HasBiasOf(graph, node) ? UnitKind.Weighted : null,
        "Gemm" => graph.Constant(node.Input[1]) is { IsFloat: true, Sides.Length: 2 } && HasBiasOf(graph, node) && IsPlain(node) ? UnitKind.Weighted : null,
        "MatMul" => graph.Constant(node.Input[1]) is { IsFloat: true, Sides.Length: 2 } ? UnitKind.Weighted : null,
        "MaxPool" => node.Output.Skip(1).All(indices => indices.Length == 0) ? UnitKind.Moving : null,
        _ when Elementwise.Contains(node.OpType) => UnitKind.Elementwise,
        _ when Moving.Contains(node.OpType) => UnitKind.Moving,
        _ => null,
    };

    /// <summary>Whether it has no bias, or one of a value for each channel.</summary>
    private static bool HasBiasOf(FoldedGraph graph, NodeProto node) =>
        !FoldedGraph.HasBias(node)
        || (graph.Bias(node) is { IsFloat: true, Sides: [var count] } && count == WeightLayout.Of(node, graph.Constant(node.Input[1])!.Sides).Channels);

    /// <summary>A matrix product without factors.</summary>
    private static bool IsPlain(NodeProto gemm) =>
        (OnnxNodes.Find(gemm, "alpha")?.F ?? 1) == 1 && (OnnxNodes.Find(gemm, "beta")?.F ?? 1) == 1 && (OnnxNodes.Find(gemm, "transA")?.I ?? 0) == 0;

    /// <summary>Rectifiers and limits that nothing else looks between.</summary>
    private static QuantizableUnit WithActivation(FoldedGraph graph, NodeProto node, UnitKind kind, ImmutableArray<string> inputs)
    {
        var (output, isRectified, bound) = (node.Output[0], false, float.PositiveInfinity);
        var absorbed = ImmutableArray.CreateBuilder<NodeProto>();
        while (graph.HasOneUser(output) && graph.Users(output).First() is var next && LimitsOf(graph, next, output) is { } limits)
        {
            (isRectified, bound) = (isRectified || limits.IsRectified, Math.Min(bound, limits.High));
            absorbed.Add(next);
            output = next.Output[0];
        }

        return new QuantizableUnit(node, kind, inputs, output, isRectified, bound, absorbed.ToImmutable());
    }

    private static (bool IsRectified, float High)? LimitsOf(FoldedGraph graph, NodeProto node, string tensor)
    {
        if (node.OpType == "Relu")
            return (true, float.PositiveInfinity);
        if (node.OpType != "Clip" || node.Input[0] != tensor)
            return null;
        var low = Limit(1, float.NegativeInfinity);
        var high = Limit(2, float.PositiveInfinity);
        return low is 0 or float.NegativeInfinity && high > 0 ? (low == 0, high) : null;

        // Not a number where it is not known, which is no limit that is dealt with.
        float Limit(int input, float none) => node.Input.Count <= input || node.Input[input].Length == 0 ? none
            : graph.Constant(node.Input[input]) is { IsFloat: true } constant && constant.Floats is [var value] ? value : float.NaN;
    }
}
