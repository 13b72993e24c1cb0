using Onnx;

namespace Graft;

/// <summary>Who makes and who uses each tensor of a graph.</summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, int> _producers = new(StringComparer.Ordinal);

    /// <exception cref="BackboneException">Two nodes make the same tensor, or one is used before it is made.</exception>
    public GraphIndex(GraphProto graph, string network)
    {
        Nodes = [.. graph.Node];
        for (var i = 0; i < Nodes.Length; i++)
        {
            foreach (var output in Nodes[i].Output.Where(output => output.Length > 0))
            {
                if (!_producers.TryAdd(output, i))
                    throw new BackboneException($"The network '{network}' is damaged: two of its nodes make the tensor '{output}'.", network);
            }
        }

        // Also what keeps chains from being circles.
        for (var i = 0; i < Nodes.Length; i++)
        {
            if (Uses(Nodes[i]).FirstOrDefault(tensor => Producer(tensor) >= i) is { } early)
                throw new BackboneException($"The network '{network}' is damaged: the tensor '{early}' is used before it is made.", network);
        }
    }

    /// <summary>In the order of the graph, which is one in which they can be computed.</summary>
    public NodeProto[] Nodes { get; }

    /// <summary>The node that makes a tensor; -1 for inputs and weights.</summary>
    public int Producer(string tensor) => _producers.GetValueOrDefault(tensor, -1);

    /// <summary>Tensors that a node reads, those included that graphs inside it (branches, loops) take from outside.</summary>
    public static IEnumerable<string> Uses(NodeProto node) =>
        node.Input.Where(name => name.Length > 0).Concat(Inner(node).SelectMany(graph => graph.Node.SelectMany(Uses).Concat(graph.Output.Select(output => output.Name))));

    /// <summary>Nodes that are needed for some tensors, in the order of the graph.</summary>
    public SortedSet<int> Needed(IEnumerable<string> tensors)
    {
        var needed = new SortedSet<int>();
        var open = new Stack<string>(tensors);
        while (open.TryPop(out var tensor))
        {
            if (Producer(tensor) is >= 0 and var node && needed.Add(node))
            {
                foreach (var used in Uses(Nodes[node]))
                    open.Push(used);
            }
        }

        return needed;
    }

    /// <summary>Tensors that depend on the picture.</summary>
    /// <param name="nodes">Nodes in an order in which they can be computed.</param>
    /// <param name="input">The tensor of the picture, which is one of them.</param>
    public static HashSet<string> Reached(IEnumerable<NodeProto> nodes, string input)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { input };
        foreach (var node in nodes)
        {
            if (Uses(node).Any(reached.Contains))
                reached.UnionWith(node.Output.Where(output => output.Length > 0));
        }

        return reached;
    }

    private static IEnumerable<GraphProto> Inner(NodeProto node) =>
        node.Attribute.SelectMany(attribute => attribute.G is null ? attribute.Graphs : attribute.Graphs.Prepend(attribute.G));
}
