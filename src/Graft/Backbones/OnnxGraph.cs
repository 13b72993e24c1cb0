using Google.Protobuf;
using Google.Protobuf.Collections;
using Onnx;

namespace Graft;

/// <summary>Edits ONNX models as protobuf messages, before ONNX Runtime sees them.</summary>
internal static class OnnxGraph
{
    /// <summary>Symbolic name of the freed batch dimension.</summary>
    private const string BatchName = "N";

    /// <exception cref="BackboneException">The file is missing, or is not an ONNX model.</exception>
    public static ModelProto Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var model = ModelProto.Parser.ParseFrom(file);
            return model.Graph is { Node.Count: > 0 }
                ? model
                : throw new BackboneException($"'{path}' holds no network; expected an ONNX model.", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidProtocolBufferException)
        {
            throw new BackboneException($"Cannot load the network '{path}': {e.Message.TrimEnd('.')}.", path, e);
        }
    }

    /// <summary>Makes the first dimension of every input and output symbolic, so that any number of images runs at once.</summary>
    public static void FreeBatch(ModelProto model)
    {
        // What the file says of inner tensors repeats the frozen batch; ONNX Runtime infers their shapes itself.
        model.Graph.ValueInfo.Clear();
        foreach (var tensor in model.Graph.Input.Concat(model.Graph.Output))
        {
            if (tensor.Type?.TensorType?.Shape is { Dim.Count: > 0 } shape)
                shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = BatchName };
        }
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
