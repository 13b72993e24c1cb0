using System.Collections.Immutable;
using Onnx;

namespace Graft;

/// <summary>A backbone in two: a part that stays as it is, and a part behind it that fine-tuning trains.</summary>
internal sealed class SplitNetwork
{
    private const string Output = "graft/activations";

    private readonly GraphIndex _index;

    /// <param name="whole">The whole of it, cut and shaped.</param>
    /// <param name="index">Its graph.</param>
    /// <param name="boundary">The tensors between the parts.</param>
    /// <param name="unfreezeFrom">What the first layer is called that is trained.</param>
    public SplitNetwork(OnnxCut whole, GraphIndex index, ImmutableArray<BoundaryTensor> boundary, string unfreezeFrom) =>
        (Whole, _index, Boundary, UnfreezeFrom) = (whole, index, boundary, unfreezeFrom);

    /// <summary>Pictures to features.</summary>
    public OnnxCut Whole { get; }

    /// <summary>The tensors between the two parts, in the order of the graph.</summary>
    public ImmutableArray<BoundaryTensor> Boundary { get; }

    /// <summary>What the first layer is called that is trained; <see cref="UnfreezePoint.None"/> when only the head is.</summary>
    public string UnfreezeFrom { get; }

    /// <summary>Whether nothing of the network is trained: the tensor between is then the features themselves.</summary>
    public bool IsFrozen => UnfreezeFrom == UnfreezePoint.None;

    /// <summary>The part that stays: pictures to the tensors between, each as one part of a row, in its memory order.</summary>
    /// <param name="withFeatures">Whether the features of the whole network follow, as the last part.</param>
    public OnnxCut Frozen(bool withFeatures)
    {
        if (IsFrozen)
            return Whole with { Model = Copy() };
        string[] tensors = [.. Boundary.Select(tensor => tensor.Name), .. withFeatures ? new[] { ShapingNodes.Output } : []];
        var cut = OnnxGraph.Cut(Whole.Model, _index, tensors);
        var rows = Boundary.Select((tensor, i) => cut.Graph.Add("Flatten", [tensor.Name], $"{Output}/{i}", OnnxNodes.Attribute("axis", 1)))
            .Concat(withFeatures ? [ShapingNodes.Output] : []).ToArray();
        if (rows.Length == 1)
            cut.Graph.Add("Identity", rows, Output);
        else
            cut.Graph.Add("Concat", rows, Output, OnnxNodes.Attribute("axis", 1));
        cut.Graph.Output.Clear();
        cut.Graph.Output.Add(new ValueInfoProto { Name = Output });
        var parts = Boundary.Select(tensor => new FeaturePart(tensor.Name, tensor.Length)).Concat(withFeatures ? Whole.Parts : []).ToImmutableArray();
        return Whole with { Model = cut, OutputName = Output, Parts = parts, Identity = Whole.Identity with { Layer = parts[^1].Layer } };
    }

    /// <summary>The first of some weights that the part that stays uses too; null when it uses none of them.</summary>
    public string? SharedWeights(IEnumerable<string> trained)
    {
        var used = _index.Needed(Boundary.Select(tensor => tensor.Name)).SelectMany(node => GraphIndex.Uses(_index.Nodes[node])).ToHashSet(StringComparer.Ordinal);
        return trained.FirstOrDefault(used.Contains);
    }

    /// <summary>The whole network as a model of its own, whose lists of nodes and weights may be edited, with all weights in it.</summary>
    public ModelProto Copy()
    {
        var copy = OnnxGraph.Cut(Whole.Model, _index, [ShapingNodes.Output]);
        ExternalWeights.Embed(copy.Graph, Whole.Folder, Whole.Identity.Name);
        return copy;
    }

    /// <summary>The part that is trained: the tensors between to features. Weights are those of the whole network, and are not to be changed.</summary>
    public ModelProto Moving()
    {
        var inner = Boundary.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var needed = new SortedSet<int>();
        var open = new Stack<string>([ShapingNodes.Output]);
        while (open.TryPop(out var tensor))
        {
            if (!inner.Contains(tensor) && _index.Producer(tensor) is >= 0 and var node && needed.Add(node))
            {
                foreach (var used in GraphIndex.Uses(_index.Nodes[node]))
                    open.Push(used);
            }
        }

        var graph = new GraphProto { Name = Whole.Model.Graph.Name };
        graph.Node.AddRange(needed.Select(node => _index.Nodes[node]));
        var uses = graph.Node.SelectMany(GraphIndex.Uses).ToHashSet(StringComparer.Ordinal);
        graph.Initializer.AddRange(Whole.Model.Graph.Initializer.Where(tensor => uses.Contains(tensor.Name)));
        graph.Input.AddRange(Boundary.Select(tensor => OnnxNodes.Tensor(tensor.Name, TensorProto.Types.DataType.Float, [.. tensor.Shape])));
        graph.Output.Add(new ValueInfoProto { Name = ShapingNodes.Output });
        var model = new ModelProto { IrVersion = Whole.Model.IrVersion, Graph = graph };
        model.OpsetImport.AddRange(Whole.Model.OpsetImport);
        model.Functions.AddRange(Whole.Model.Functions);
        ExternalWeights.Embed(graph, Whole.Folder, Whole.Identity.Name);
        return model;
    }
}

/// <summary>A tensor that the part that stays hands to the part that is trained.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Shape">Its shape without the batch.</param>
internal sealed record BoundaryTensor(string Name, ImmutableArray<long> Shape)
{
    /// <summary>Values for each picture.</summary>
    public int Length => checked((int)Shape.Aggregate(1L, (product, side) => checked(product * side)));
}
