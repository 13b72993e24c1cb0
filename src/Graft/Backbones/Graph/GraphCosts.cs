using System.Collections;
using Onnx;

namespace Graft;

/// <summary>What it takes to compute a tensor: parameters, and multiply-adds for one picture.</summary>
internal sealed class GraphCosts
{
    private readonly GraphIndex _index;
    private readonly Dictionary<string, long[]> _weights;
    private readonly IReadOnlyDictionary<string, long[]> _shapes;

    /// <param name="graph">The graph.</param>
    /// <param name="index">Of the same graph.</param>
    /// <param name="shapes">Shapes of its tensors, without the batch.</param>
    public GraphCosts(GraphProto graph, GraphIndex index, IReadOnlyDictionary<string, long[]> shapes)
    {
        (_index, _shapes) = (index, shapes);
        _weights = graph.Initializer.Where(IsFloat).GroupBy(tensor => tensor.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Dims.ToArray(), StringComparer.Ordinal);
        AddQuantized(graph);
        foreach (var node in graph.Node.Where(node => node.OpType == "Constant" && node.Output.Count > 0))
        {
            if (OnnxNodes.Find(node, "value")?.T is { Dims.Count: > 0 } tensor && IsFloat(tensor))
                _weights.TryAdd(node.Output[0], [.. tensor.Dims]);
        }
    }

    /// <summary>Whether a node takes multiply-adds.</summary>
    public static bool Counts(NodeProto node) => node is { OpType: "Conv" or "ConvTranspose" or "Gemm" or "MatMul", Output.Count: > 0 };

    /// <summary>Of each of some tensors, with all that is needed for it.</summary>
    public IEnumerable<(long Parameters, long MultiplyAdds)> UpTo(IEnumerable<string> tensors)
    {
        var names = _weights.Keys.ToArray();
        var numbers = Enumerable.Range(0, names.Length).ToDictionary(i => names[i], StringComparer.Ordinal);
        var parameters = Array.ConvertAll(names, name => Product(_weights[name]));
        var multiplyAdds = Array.ConvertAll(_index.Nodes, MultiplyAdds);
        // A set of nodes and one of weights for each node: its own and those of all that it needs.
        var nodes = new BitArray[_index.Nodes.Length];
        var weights = new BitArray[_index.Nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            (nodes[i], weights[i]) = (new BitArray(nodes.Length), new BitArray(names.Length));
            nodes[i][i] = true;
            foreach (var used in GraphIndex.Uses(_index.Nodes[i]))
            {
                if (numbers.TryGetValue(used, out var number))
                    weights[i][number] = true;
                if (_index.Producer(used) is >= 0 and var producer)
                    (nodes[i], weights[i]) = (nodes[i].Or(nodes[producer]), weights[i].Or(weights[producer]));
            }
        }

        return tensors.Select(tensor => _index.Producer(tensor)).Select(node => (Sum(weights[node], parameters), Sum(nodes[node], multiplyAdds)));
    }

    /// <summary>Weights of whole numbers, which are what a DequantizeLinear makes of them; scales are no parameters.</summary>
    private void AddQuantized(GraphProto graph)
    {
        var whole = graph.Initializer.Where(tensor => !IsFloat(tensor)).ToLookup(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (var node in graph.Node.Where(node => node is { OpType: "QuantizeLinear" or "DequantizeLinear", Input.Count: > 1, Output.Count: > 0 }))
        {
            _weights.Remove(node.Input[1]);
            if (whole[node.Input[0]].FirstOrDefault() is { } weights)
                _weights.TryAdd(node.Output[0], [.. weights.Dims]);
        }
    }

    private static long Sum(BitArray set, long[] values)
    {
        var sum = 0L;
        for (var i = 0; i < values.Length; i++)
            sum += set[i] ? values[i] : 0;
        return sum;
    }

    private long MultiplyAdds(NodeProto node) => node.OpType switch
    {
        _ when node.Output.Count == 0 || node.Input.Count == 0 => 0,
        // Each value of the output takes one for each weight of its filter, of which there is one an output channel.
        "Conv" when Weights(node) is { Length: > 1 } filters && filters[0] > 0 => Values(node.Output[0]) * (Product(filters) / filters[0]),
        "ConvTranspose" when Weights(node) is { Length: > 1 } filters && filters[0] > 0 => Values(node.Input[0]) * (Product(filters) / filters[0]),
        "Gemm" when Weights(node) is { Length: 2 } matrix => Product(matrix),
        "MatMul" when Weights(node) is { Length: 2 } matrix => Values(node.Output[0]) * matrix[0],
        "MatMul" when _shapes.TryGetValue(node.Input[0], out var left) && left.Length > 0 => Values(node.Output[0]) * left[^1],
        _ => 0,
    };

    private long[]? Weights(NodeProto node) => node.Input.Count > 1 ? _weights.GetValueOrDefault(node.Input[1]) : null;

    private long Values(string tensor) => _shapes.TryGetValue(tensor, out var shape) ? Product(shape) : 0;

    private static long Product(long[] sides) => sides.Aggregate(1L, (product, side) => product * side);

    private static bool IsFloat(TensorProto tensor) => tensor.DataType is
        (int)TensorProto.Types.DataType.Float or (int)TensorProto.Types.DataType.Float16 or (int)TensorProto.Types.DataType.Double or (int)TensorProto.Types.DataType.Bfloat16;
}
