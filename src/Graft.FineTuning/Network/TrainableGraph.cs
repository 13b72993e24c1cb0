using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Graft;

/// <summary>A graph as it is going to be trained: what depends on the pictures, what is trained, and what is constant.</summary>
internal sealed class TrainableGraph
{
    private readonly Dictionary<string, TensorProto> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphConstant?> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses;
    private readonly GraphIndex _index;
    private readonly HashSet<string> _reached;
    private readonly HashSet<string> _folded;

    /// <param name="model">The model; weights are in it.</param>
    /// <param name="network">What to call it in messages.</param>
    /// <exception cref="BackboneException">It is damaged, or has operators that Graft does not train.</exception>
    public TrainableGraph(ModelProto model, string network)
    {
        (Network, Opset) = (network, OnnxNodes.OpsetOf(model));
        var graph = model.Graph;
        if (graph.Output.Count != 1)
            throw Bad($"has {graph.Output.Count} outputs; expected one, of features");
        Output = graph.Output[0].Name;
        Inputs = [.. OnnxGraph.Inputs(graph)];
        foreach (var tensor in graph.Initializer)
            _initializers.TryAdd(tensor.Name, tensor);
        _index = new GraphIndex(graph, network);
        var needed = _index.Needed([Output]).ToList();
        CheckAllIsThere(needed);
        _reached = Inputs.SelectMany(input => GraphIndex.Reached(needed.Select(number => _index.Nodes[number]), input.Name)).ToHashSet(StringComparer.Ordinal);
        if (!_reached.Contains(Output))
            throw Bad($"has an output '{Output}' that does not depend on its inputs");
        CheckOperators(needed);

        Weights = new WeightSearch(this, [.. needed.Where(IsReached).Select(number => _index.Nodes[number])]);
        Nodes = [.. needed.Where(IsRun).Select(number => _index.Nodes[number])];
        _uses = Nodes.SelectMany(GraphIndex.Uses).Append(Output).GroupBy(name => name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var folded = needed.Where(number => !IsRun(number)).Select(number => _index.Nodes[number]).ToList();
        _folded = folded.SelectMany(node => node.Output).Where(_uses.ContainsKey).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, constant) in ConstantFolding.Run(model, folded, _folded, network))
            _constants[name] = constant;

        bool IsReached(int number) => _index.Nodes[number].Output.Any(_reached.Contains);
        bool IsRun(int number) => IsReached(number) || Weights.Nodes.Contains(_index.Nodes[number]);
    }

    public string Network { get; }

    public long Opset { get; }

    public IReadOnlyList<ValueInfoProto> Inputs { get; }

    public string Output { get; }

    /// <summary>What is trained.</summary>
    public WeightSearch Weights { get; }

    /// <summary>Nodes that are run each time, in order.</summary>
    public IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>How many of these nodes read a tensor; being the output counts too.</summary>
    public int CountUses(string tensor) => _uses.GetValueOrDefault(tensor);

    /// <summary>Whether a tensor depends on the pictures.</summary>
    public bool DependsOnPictures(string tensor) => _reached.Contains(tensor);

    /// <summary>Where in the graph the node is that makes a tensor; -1 for inputs and weights.</summary>
    public int Number(string tensor) => _index.Producer(tensor);

    /// <summary>The node that makes a tensor; null for inputs and weights.</summary>
    public NodeProto? Producer(string tensor) => _index.Producer(tensor) is >= 0 and var number ? _index.Nodes[number] : null;

    /// <summary>The values that the graph holds for a tensor, as a weight or in a node of its own; null where it does not.</summary>
    public TensorProto? Held(string tensor) =>
        _initializers.GetValueOrDefault(tensor) ?? (Producer(tensor) is { OpType: "Constant" } node ? OnnxNodes.Find(node, "value")?.T : null);

    /// <summary>The values of a constant tensor; null for one that depends on the pictures or on weights.</summary>
    /// <exception cref="BackboneException">It is trained, or of another type than float32 and whole numbers.</exception>
    public GraphConstant? FindConstant(string tensor)
    {
        if (Weights.IsTrained(tensor))
            throw Bad($"uses its weights '{tensor}' as a constant too, so that they cannot be trained");
        if (!_constants.TryGetValue(tensor, out var constant))
        {
            if (!_initializers.TryGetValue(tensor, out var held))
                return null;
            _constants[tensor] = constant = GraphConstant.Of(held, Network);
        }

        return constant ?? throw Bad($"has a constant '{tensor}' of another type than float32, int32 and int64");
    }

    public BackboneException Bad(string what) => new($"The network '{Network}' {what}.", Network);

    private void CheckAllIsThere(List<int> needed)
    {
        var inputs = Inputs.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in needed.Select(number => _index.Nodes[number]))
        {
            if (GraphIndex.Uses(node).FirstOrDefault(used => _index.Producer(used) < 0 && !_initializers.ContainsKey(used) && !inputs.Contains(used) && !IsInner(node)) is { } missing)
                throw Bad($"is damaged: its node '{node.Name}' ({node.OpType}) takes '{missing}', which nothing makes");
        }

        foreach (var input in Inputs)
        {
            if ((DataType)(input.Type?.TensorType?.ElemType ?? (int)DataType.Float) is not (DataType.Float or DataType.Undefined) and var type)
                throw Bad($"takes '{input.Name}' of {type} values; Graft trains float32");
        }

        // What branches and loops make inside them is no tensor of the graph; they are refused by name.
        static bool IsInner(NodeProto node) => node.Attribute.Any(attribute => attribute.G is not null || attribute.Graphs.Count > 0);
    }

    /// <summary>Also refuses what would be another constant each time.</summary>
    private void CheckOperators(List<int> needed)
    {
        var unknown = needed.Select(number => _index.Nodes[number])
            .Where(node => node.OpType.StartsWith("Random", StringComparison.Ordinal) || (node.Output.Any(_reached.Contains) && !OperatorTable.Has(node)))
            .GroupBy(node => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}", StringComparer.Ordinal)
            .Select(group => $"{group.Key} (first in node '{(group.First().Name.Length > 0 ? group.First().Name : group.First().Output.FirstOrDefault(""))}')")
            .ToList();
        if (unknown.Count > 0)
        {
            throw Bad($"has operators that Graft cannot train: {string.Join(", ", unknown)}. It trains {OperatorTable.Names}. "
                + "Train only the layers behind them, or keep the network frozen and train a classifier on its features");
        }
    }
}
