using Google.Protobuf.Collections;
using Onnx;

namespace Graft;

/// <summary>Renames tensors of a graph, those that graphs inside its nodes (branches, loops) take from outside included.</summary>
internal static class TensorNames
{
    /// <summary>Copies the nodes, since they may belong to another model too.</summary>
    /// <param name="graph">Its lists are edited.</param>
    /// <param name="rename">The new name of each; the same where it stays.</param>
    public static void Rename(GraphProto graph, Func<string, string> rename)
    {
        for (var i = 0; i < graph.Node.Count; i++)
            graph.Node[i] = Renamed(graph.Node[i], rename);
        for (var i = 0; i < graph.Initializer.Count; i++)
        {
            if (rename(graph.Initializer[i].Name) is var name && name != graph.Initializer[i].Name)
            {
                graph.Initializer[i] = graph.Initializer[i].Clone();
                graph.Initializer[i].Name = name;
            }
        }

        for (var i = 0; i < graph.SparseInitializer.Count; i++)
        {
            graph.SparseInitializer[i] = graph.SparseInitializer[i].Clone();
            graph.SparseInitializer[i].Values.Name = rename(graph.SparseInitializer[i].Values.Name);
        }

        foreach (var tensor in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
            tensor.Name = rename(tensor.Name);
    }

    /// <summary>Names of all tensors, those of graphs inside its nodes included.</summary>
    public static IEnumerable<string> All(GraphProto graph) =>
        graph.Node.SelectMany(node => node.Input.Concat(node.Output).Concat(Inner(node).SelectMany(All)))
            .Concat(graph.Initializer.Select(tensor => tensor.Name))
            .Concat(graph.Input.Select(input => input.Name));

    private static NodeProto Renamed(NodeProto node, Func<string, string> rename)
    {
        if (node.Input.Concat(node.Output).All(name => rename(name) == name) && !Inner(node).Any())
            return node;
        var copy = node.Clone();
        Replace(copy.Input, rename);
        Replace(copy.Output, rename);
        foreach (var inner in Inner(copy))
            Rename(inner, rename);
        return copy;
    }

    private static IEnumerable<GraphProto> Inner(NodeProto node) =>
        node.Attribute.SelectMany(attribute => attribute.Graphs.Append(attribute.G)).OfType<GraphProto>();

    private static void Replace(RepeatedField<string> names, Func<string, string> rename)
    {
        for (var i = 0; i < names.Count; i++)
            names[i] = names[i].Length == 0 ? "" : rename(names[i]);
    }
}
