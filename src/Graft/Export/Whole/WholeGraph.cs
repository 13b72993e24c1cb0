using Onnx;
using static Onnx.TensorProto.Types;

namespace Graft;

/// <summary>
/// Backbone and classifier in one graph: <c>images</c>, the tensor that the backbone takes, or <c>pixels</c>, uint8
/// [N, height, width, 3] of any size, to <c>label</c> and <c>probabilities</c>.
/// </summary>
internal static class WholeGraph
{
    public const string Images = "images";
    public const string Pixels = "pixels";

    /// <summary>Tensors of ours have it.</summary>
    private const string Prefix = "graft/";

    private const string ClassifierPrefix = Prefix + "classifier/";
    private const string PixelPrefix = Prefix + "pixels/";

    /// <summary>Joins them.</summary>
    /// <param name="cut">The backbone as features are extracted with; its model is edited.</param>
    /// <param name="classifier">Fitted on such features.</param>
    /// <param name="withPreprocessing">Whether the graph takes pixels.</param>
    /// <param name="takesBatches">Whether it takes any number of pictures at once; else it says that it takes one.</param>
    /// <exception cref="BackboneException">
    /// The backbone is of an old operator set and has an operator that cannot be brought to a new one, or is too large.
    /// </exception>
    public static ModelProto Build(OnnxCut cut, Classifier classifier, bool withPreprocessing, bool takesBatches)
    {
        var (model, graph) = (cut.Model, cut.Model.Graph);
        // First, so that no name that the steps below give is one of the network's.
        MakeRoom(graph, cut.InputName);
        OpsetUpgrade.Apply(model, cut.Identity.Name);
        ExternalWeights.Embed(graph, cut.Folder, cut.Identity.Name);
        graph.Input.Clear();
        graph.Input.Add(Tensor(cut.Preprocessing));
        if (cut.Shaping.ViewCount > 1)
            OnnxNodes.NameBatch(graph.Input[0], $"{cut.Shaping.ViewCount}{OnnxNodes.Batch}");
        if (withPreprocessing)
            Prepend(model, cut);
        Append(model, classifier);
        if (!takesBatches)
            FixBatch(graph, withPreprocessing ? 1 : cut.Shaping.ViewCount);
        model.ProducerName = "Graft";
        return model;
    }

    /// <summary>What keeps a file's graph from being one of <see cref="Build"/>, as the end of a sentence; null when nothing does.</summary>
    public static string? FindProblem(ModelProto model, FeatureRecipe recipe, int classCount)
    {
        if (model.Graph is not { Input: [{ Name: Images or Pixels } input] } graph)
            return $"its graph does not begin with '{Images}' or '{Pixels}' alone";
        if (OnnxFile.HasExternalConstants(graph) || graph.Initializer.Any(OnnxNodes.IsExternal))
            return "its weights lie in other files, which an exported file never does";
        var sides = graph.Output.FirstOrDefault(output => output.Name == OnnxClassifierGraph.Probabilities)?.Type?.TensorType?.Shape?.Dim;
        if (sides is not [_, { DimValue: > 0 and var count }])
            return $"its graph does not end in '{OnnxClassifierGraph.Probabilities}'";
        if (count != classCount)
            return $"it gives {count:N0} probabilities and has {classCount:N0} class names";
        var expected = Tensor(recipe.Preprocessing).Type.TensorType.Shape.Dim.Skip(1);
        return input.Name == Pixels || input.Type?.TensorType?.Shape?.Dim.Skip(1).SequenceEqual(expected) == true
            ? null : $"its '{Images}' are not of {recipe.Preprocessing.Width} x {recipe.Preprocessing.Height}, as its preprocessing makes them";
    }

    /// <summary>The part of a graph from <see cref="Images"/> on, for callers that make the tensors themselves.</summary>
    public static ModelProto FromImages(ModelProto model, FeatureRecipe recipe, string network)
    {
        var index = new GraphIndex(model.Graph, network);
        if (index.Producer(Images) is var node && node >= 0)
            model.Graph.Node.RemoveAt(node);
        var cut = OnnxGraph.Cut(model, new GraphIndex(model.Graph, network), [OnnxClassifierGraph.Probabilities]);
        cut.Graph.Input.Clear();
        cut.Graph.Input.Add(Tensor(recipe.Preprocessing));
        return cut;
    }

    /// <summary>The part of a graph that makes <see cref="Images"/> of <see cref="Pixels"/>.</summary>
    public static ModelProto ToImages(ModelProto model, string network) => OnnxGraph.Cut(model, new GraphIndex(model.Graph, network), [Images]);

    /// <summary>Calls the input <see cref="Images"/> and the features as before; other tensors that have a name of ours get another.</summary>
    private static void MakeRoom(GraphProto graph, string inputName)
    {
        var prefix = "backbone/";
        while (TensorNames.All(graph).Any(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            prefix = "_" + prefix;
        // What the cut added stands under 'graft/' too, and only there.
        TensorNames.Rename(graph, name => name == inputName ? Images : IsReserved(name) ? prefix + name : name);
    }

    private static bool IsReserved(string name) =>
        name is Images or Pixels or OnnxClassifierGraph.Label or OnnxClassifierGraph.Probabilities
        || name.StartsWith(ClassifierPrefix, StringComparison.Ordinal) || name.StartsWith(PixelPrefix, StringComparison.Ordinal)
        || name.StartsWith(OpsetUpgrade.Prefix, StringComparison.Ordinal);

    private static void FixBatch(GraphProto graph, int pictures)
    {
        OnnxNodes.FixBatch(graph.Input[0], pictures);
        foreach (var output in graph.Output)
            OnnxNodes.FixBatch(output, 1);
    }

    private static ValueInfoProto Tensor(Preprocessing preprocessing) => OnnxNodes.Tensor(Images, DataType.Float, preprocessing.TensorSides);

    private static void Prepend(ModelProto model, OnnxCut cut)
    {
        var before = new GraphProto();
        var nodes = new NodeWriter(before, PixelPrefix);
        var tensor = PixelNodes.Append(nodes, Pixels, cut.Preprocessing, cut.Shaping.CropPositions, cut.Shaping.Flip);
        before.Add("Identity", [tensor], Images);
        var graph = model.Graph;
        before.Node.AddRange(graph.Node);
        graph.Node.Clear();
        graph.Node.AddRange(before.Node);
        graph.Initializer.AddRange(before.Initializer);
        graph.Input.Clear();
        graph.Input.Add(OnnxNodes.PixelTensor(Pixels));
    }

    private static void Append(ModelProto model, Classifier classifier)
    {
        var graph = model.Graph;
        var after = OnnxClassifierGraph.Build(classifier);
        TensorNames.Rename(after.Graph, name => name switch
        {
            OnnxClassifierGraph.Features => ShapingNodes.Output,
            OnnxClassifierGraph.Label or OnnxClassifierGraph.Probabilities => name,
            _ => ClassifierPrefix + name,
        });
        OpsetUpgrade.MoveAxes(after.Graph, OnnxNodes.OpsetOf(model));
        foreach (var node in after.Graph.Node)
            node.Name = ClassifierPrefix + node.Name;
        graph.Node.AddRange(after.Graph.Node);
        graph.Initializer.AddRange(after.Graph.Initializer);
        graph.Output.Clear();
        graph.Output.AddRange(after.Graph.Output);
        foreach (var set in after.OpsetImport.Where(set => set.Domain.Length > 0 && model.OpsetImport.All(other => other.Domain != set.Domain)))
            model.OpsetImport.Add(set);
        model.IrVersion = Math.Max(model.IrVersion, after.IrVersion);
    }
}
