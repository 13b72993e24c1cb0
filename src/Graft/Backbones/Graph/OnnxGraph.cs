using Google.Protobuf.Collections;
using Onnx;

namespace Graft;

/// <summary>Edits ONNX models as protobuf messages, before ONNX Runtime sees them.</summary>
internal static class OnnxGraph
{
    private const int ConstantWeightsVersion = 4;

    /// <summary>Inputs that a caller must give: older models list their weights among the inputs.</summary>
    public static IEnumerable<ValueInfoProto> Inputs(GraphProto graph)
    {
        var weights = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return graph.Input.Where(input => !weights.Contains(input.Name));
    }

    /// <summary>
    /// The part of a model that some tensors need, with these as its outputs; all else, and its weights, is left out.
    /// Nodes and weights are those of the whole model, which is not changed.
    /// </summary>
    public static ModelProto Cut(ModelProto model, GraphIndex index, IReadOnlyCollection<string> tensors)
    {
        var graph = new GraphProto { Name = model.Graph.Name };
        graph.Node.AddRange(index.Needed(tensors).Select(node => index.Nodes[node]));
        var used = graph.Node.SelectMany(GraphIndex.Uses).ToHashSet(StringComparer.Ordinal);
        graph.Initializer.AddRange(model.Graph.Initializer.Where(tensor => used.Contains(tensor.Name)));
        graph.SparseInitializer.AddRange(model.Graph.SparseInitializer.Where(tensor => used.Contains(tensor.Values.Name)));
        graph.Input.AddRange(Inputs(model.Graph).Where(input => used.Contains(input.Name)).Select(input => input.Clone()));
        // What the file says of inner tensors may repeat a frozen batch; ONNX Runtime infers types and shapes itself.
        graph.Output.AddRange(tensors.Select(tensor => new ValueInfoProto { Name = tensor }));
        // From version 4 on weights are constants, which lets ONNX Runtime join operations, and need not be inputs too.
        var cut = new ModelProto { IrVersion = Math.Max(ConstantWeightsVersion, model.IrVersion), ProducerName = model.ProducerName, Graph = graph };
        cut.OpsetImport.AddRange(model.OpsetImport);
        cut.Functions.AddRange(model.Functions);
        return cut;
    }

    /// <summary>
    /// Puts the one-in, one-out graph <paramref name="first"/> in front of <paramref name="second"/>: its output takes the
    /// place of the other's only input. Names of the first are prefixed so that they cannot meet those of the second,
    /// which is edited in place: a copy of its weights would cost more time than all the rest.
    /// </summary>
    public static void Prepend(ModelProto first, ModelProto second, string prefix)
    {
        var graph = second.Graph;
        var oldInput = graph.Input[0].Name;
        var link = prefix + first.Graph.Output[0].Name;
        second.IrVersion = Math.Max(first.IrVersion, second.IrVersion);

        graph.Input.Clear();
        graph.Input.AddRange(first.Graph.Input.Select(input => Renamed(input.Clone(), prefix)));
        foreach (var node in graph.Node)
            Replace(node.Input, name => name == oldInput ? link : name);

        var prepended = first.Graph.Node.Select(node =>
        {
            var copy = node.Clone();
            copy.Name = prefix + (copy.Name.Length > 0 ? copy.Name : copy.Output[0]);
            Replace(copy.Input, name => prefix + name);
            Replace(copy.Output, name => prefix + name);
            return copy;
        }).ToList();
        // ONNX wants nodes in topological order.
        prepended.AddRange(graph.Node);
        graph.Node.Clear();
        graph.Node.AddRange(prepended);
        foreach (var tensor in first.Graph.Initializer)
        {
            var copy = tensor.Clone();
            copy.Name = prefix + copy.Name;
            graph.Initializer.Add(copy);
        }
    }

    private static ValueInfoProto Renamed(ValueInfoProto tensor, string prefix)
    {
        tensor.Name = prefix + tensor.Name;
        return tensor;
    }

    private static void Replace(RepeatedField<string> names, Func<string, string> rename)
    {
        for (var i = 0; i < names.Count; i++)
            names[i] = rename(names[i]);
    }
}
