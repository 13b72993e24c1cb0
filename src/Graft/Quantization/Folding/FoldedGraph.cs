using Onnx;
using static Graft.OnnxNodes;

namespace Graft;

/// <summary>
/// A network in which all that can be computed beforehand is: constants, padding in front of convolutions, and what follows
/// a convolution and is linear in each channel, such as batch normalisation. Its values are those of the network, but for rounding.
/// </summary>
internal sealed class FoldedGraph
{
    /// <summary>Of the weights that it adds.</summary>
    public const string Prefix = "graft/folded/";

    private readonly Dictionary<string, TensorProto> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphConstant?> _constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs;
    private readonly IReadOnlyDictionary<string, long[]> _shapes;
    private Dictionary<string, NodeProto> _producers = [];
    private ILookup<string, NodeProto> _users = Array.Empty<NodeProto>().ToLookup(_ => "");

    private FoldedGraph(ModelProto model, GraphInput input, IReadOnlyDictionary<string, long[]> shapes, string network)
    {
        (Model, Input, _shapes, Network) = (model, input, shapes, network);
        _outputs = model.Graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in model.Graph.Initializer)
            _initializers.TryAdd(tensor.Name, tensor);
        Index();
    }

    /// <summary>What it was made of: operator sets, input and outputs hold, nodes and weights no longer.</summary>
    public ModelProto Model { get; }

    public string Network { get; }

    public GraphInput Input { get; }

    /// <summary>In an order in which they can be computed; they may be changed, as no other graph has them.</summary>
    public List<NodeProto> Nodes { get; private set; } = [];

    /// <summary>Folds a network.</summary>
    /// <param name="model">A cut of its own, its batch free; its lists are edited, its nodes are not.</param>
    /// <param name="folder">Where files of its weights lie.</param>
    /// <param name="input">The input.</param>
    /// <param name="shapes">Shapes of its results for one picture.</param>
    /// <param name="network">What to call it in messages.</param>
    /// <exception cref="BackboneException">It is of an old operator set and cannot be brought to a new one, or is damaged.</exception>
    public static FoldedGraph Of(ModelProto model, string folder, GraphInput input, IReadOnlyDictionary<string, long[]> shapes, string network)
    {
        OpsetUpgrade.Apply(model, network);
        ExternalWeights.Embed(model.Graph, folder, network);
        var graph = new FoldedGraph(model, input, shapes, network);
        graph.ComputeConstants();
        graph.DropIdentities();
        PaddingFolding.Apply(graph);
        AffineFolding.Apply(graph);
        return graph;
    }

    /// <summary>Whether a tensor is one of the results.</summary>
    public bool IsOutput(string tensor) => _outputs.Contains(tensor);

    /// <summary>Nodes that read a tensor, one for each time.</summary>
    public IReadOnlyCollection<NodeProto> Users(string tensor) => (IReadOnlyCollection<NodeProto>)(_users.Contains(tensor) ? _users[tensor].ToList() : []);

    /// <summary>The node that makes a tensor; null for inputs and weights.</summary>
    public NodeProto? Producer(string tensor) => _producers.GetValueOrDefault(tensor);

    /// <summary>Whether the values of a tensor are known.</summary>
    public bool IsConstant(string tensor) => tensor.Length > 0 && _initializers.ContainsKey(tensor);

    /// <summary>The values of a tensor, as they are held; null where they are not known.</summary>
    public TensorProto? Held(string tensor) => _initializers.GetValueOrDefault(tensor);

    /// <summary>The values of a tensor; null where they are not known, or are of another type than float32 and whole numbers.</summary>
    public GraphConstant? Constant(string tensor)
    {
        if (!_constants.TryGetValue(tensor, out var constant))
            _constants[tensor] = constant = _initializers.TryGetValue(tensor, out var held) ? GraphConstant.Of(held, Network) : null;
        return constant;
    }

    /// <summary>The bias of a convolution or matrix product; null where it has none, or one that is not known.</summary>
    public GraphConstant? Bias(NodeProto node) => HasBias(node) ? Constant(node.Input[2]) : null;

    /// <summary>Whether a convolution or matrix product has a bias.</summary>
    public static bool HasBias(NodeProto node) => node.Input.Count > 2 && node.Input[2].Length > 0;

    /// <summary>Adds or replaces values.</summary>
    /// <returns>The name.</returns>
    public string Set(string tensor, GraphConstant values)
    {
        _constants[tensor] = values;
        _initializers[tensor] = values.IsFloat ? Values(tensor, values.Bytes, values.Sides) : Values(tensor, values.Numbers!);
        return tensor;
    }

    /// <summary>Takes other nodes in place of those that are there.</summary>
    public void Replace(IEnumerable<NodeProto> nodes)
    {
        Nodes = [.. nodes];
        Index();
    }

    /// <summary>Gives tensors that nodes make other names; results keep theirs, and what graphs inside nodes read.</summary>
    public void Rename(Func<string, string> name)
    {
        var inside = UsedInside();
        foreach (var node in Nodes)
        {
            for (var i = 0; i < node.Output.Count; i++)
                node.Output[i] = NewName(node.Output[i]);
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = _producers.ContainsKey(node.Input[i]) ? NewName(node.Input[i]) : node.Input[i];
        }

        Index();

        string NewName(string tensor) => tensor.Length == 0 || IsOutput(tensor) || inside.Contains(tensor) ? tensor : name(tensor);
    }

    /// <summary>Whether nobody but one node looks at a tensor.</summary>
    public bool HasOneUser(string tensor) => !IsOutput(tensor) && _users[tensor].Count() == 1;

    /// <summary>A model of other nodes, with those of the weights that they use.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="outputs">Its results.</param>
    /// <param name="added">Further weights.</param>
    public ModelProto ToModel(IEnumerable<NodeProto> nodes, IEnumerable<string> outputs, IEnumerable<TensorProto>? added = null)
    {
        var graph = new GraphProto { Name = Model.Graph.Name };
        graph.Node.AddRange(nodes);
        graph.Input.AddRange(Model.Graph.Input.Select(input => input.Clone()));
        graph.Output.AddRange(outputs.Select(output =>
            _shapes.TryGetValue(output, out var sides) ? Tensor(output, TensorProto.Types.DataType.Float, sides) : new ValueInfoProto { Name = output }));
        var used = graph.Node.SelectMany(GraphIndex.Uses).ToHashSet(StringComparer.Ordinal);
        graph.Initializer.AddRange(_initializers.Where(tensor => used.Contains(tensor.Key)).OrderBy(tensor => tensor.Key, StringComparer.Ordinal).Select(tensor => tensor.Value));
        graph.Initializer.AddRange(added ?? []);
        var model = OnnxNodes.Model(graph);
        model.IrVersion = Math.Max(model.IrVersion, Model.IrVersion);
        model.OpsetImport.Clear();
        model.OpsetImport.AddRange(Model.OpsetImport);
        model.Functions.AddRange(Model.Functions);
        return model;
    }

    private void Index()
    {
        if (Nodes.Count == 0)
            Nodes = [.. Model.Graph.Node.Select(node => node.Clone())];
        _producers = Nodes.SelectMany(node => node.Output.Where(output => output.Length > 0).Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node, StringComparer.Ordinal);
        _users = Nodes.SelectMany(node => GraphIndex.Uses(node).Select(tensor => (tensor, node))).ToLookup(pair => pair.tensor, pair => pair.node, StringComparer.Ordinal);
    }

    /// <summary>What does not depend on pictures, such as shapes that exporters write as arithmetic.</summary>
    private void ComputeConstants()
    {
        var reached = GraphIndex.Reached(Nodes, Input.Name);
        var fixedNodes = Nodes.Where(node => !node.Output.Any(reached.Contains)).ToList();
        var wanted = Nodes.Except(fixedNodes).SelectMany(GraphIndex.Uses).ToHashSet(StringComparer.Ordinal);
        wanted.IntersectWith(fixedNodes.SelectMany(node => node.Output));
        var values = ConstantFolding.Run(Model, fixedNodes, wanted, Network);
        // Of other types, such as bool, values stay what their nodes make.
        var others = new GraphIndex(Model.Graph, Network).Needed(values.Where(value => value.Value is null).Select(value => value.Key));
        foreach (var (name, value) in values.Where(value => value.Value is not null))
            Set(name, value!);
        Replace(Nodes.Where((node, place) => others.Contains(place) || !fixedNodes.Contains(node)));
    }

    private void DropIdentities()
    {
        var kept = new List<NodeProto>();
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        var inside = UsedInside();
        foreach (var node in Nodes)
        {
            for (var i = 0; i < node.Input.Count; i++)
                node.Input[i] = sources.GetValueOrDefault(node.Input[i], node.Input[i]);
            if (node.OpType is "Identity" or "Dropout" && !IsOutput(node.Output[0]) && !inside.Contains(node.Output[0]) && node.Output.Skip(1).All(mask => !_users.Contains(mask)))
                sources[node.Output[0]] = node.Input[0];
            else
                kept.Add(node);
        }

        Replace(kept);
    }

    /// <summary>Tensors that graphs inside nodes, such as branches, read by their names.</summary>
    private HashSet<string> UsedInside() =>
        Nodes.SelectMany(node => GraphIndex.Uses(node).Skip(node.Input.Count(input => input.Length > 0))).ToHashSet(StringComparer.Ordinal);
}
