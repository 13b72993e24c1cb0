using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Onnx;

namespace Graft;

/// <summary>Computes what depends on neither pictures nor weights, such as shapes that exporters write as arithmetic, once.</summary>
internal static class ConstantFolding
{
    /// <summary>Values of a constant; a damaged file would take all memory.</summary>
    private const double Largest = 1 << 26;

    /// <param name="model">The model.</param>
    /// <param name="nodes">Its constant nodes, in order.</param>
    /// <param name="wanted">Tensors that they make.</param>
    /// <param name="network">What to call it in messages.</param>
    /// <returns>Values of these tensors; null for those of another type than float32 and whole numbers.</returns>
    /// <exception cref="BackboneException">ONNX Runtime cannot compute them, or one is too large.</exception>
    public static Dictionary<string, GraphConstant?> Run(ModelProto model, IReadOnlyList<NodeProto> nodes, IReadOnlyCollection<string> wanted, string network)
    {
        var constants = new Dictionary<string, GraphConstant?>(StringComparer.Ordinal);
        if (wanted.Count == 0)
            return constants;
        using var session = OnnxSession.Create(Part(model, nodes).ToByteArray(), ".", network, new BackboneOptions { Threads = 1 }, optimized: false);
        foreach (var (name, tensor) in session.OutputMetadata)
        {
            if (tensor.IsTensor && tensor.Dimensions.Aggregate(1.0, (product, side) => product * Math.Max(1, side)) > Largest)
                throw new BackboneException($"The network '{network}' has a constant '{name}' of {string.Join(" x ", tensor.Dimensions)} values; the file is damaged.", network);
        }

        try
        {
            using var options = new RunOptions();
            string[] names = [.. wanted];
            using var values = session.Run(options, [], [], names);
            for (var i = 0; i < names.Length; i++)
                constants[names[i]] = Read(values[i]);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BackboneException($"The constants of the network '{network}' cannot be computed: {OnnxSession.FirstLine(e)}.", network, e);
        }

        return constants;
    }

    private static ModelProto Part(ModelProto model, IReadOnlyList<NodeProto> nodes)
    {
        var used = nodes.SelectMany(GraphIndex.Uses).ToHashSet(StringComparer.Ordinal);
        var part = new ModelProto { IrVersion = Math.Max(4, model.IrVersion), Graph = new GraphProto { Name = "constants" } };
        part.OpsetImport.AddRange(model.OpsetImport);
        part.Functions.AddRange(model.Functions);
        part.Graph.Node.AddRange(nodes);
        part.Graph.Initializer.AddRange(model.Graph.Initializer.Where(tensor => used.Contains(tensor.Name)));
        part.Graph.Output.AddRange(nodes.SelectMany(node => node.Output).Where(name => name.Length > 0).Select(name => new ValueInfoProto { Name = name }));
        return part;
    }

    private static GraphConstant? Read(OrtValue value)
    {
        if (!value.IsTensor)
            return null;
        var shape = value.GetTensorTypeAndShape();
        return shape.ElementDataType switch
        {
            TensorElementType.Float => GraphConstant.Of(shape.Shape, value.GetTensorDataAsSpan<float>().ToArray()),
            TensorElementType.Int64 => GraphConstant.Of(shape.Shape, value.GetTensorDataAsSpan<long>().ToArray()),
            TensorElementType.Int32 => GraphConstant.Of(shape.Shape, Array.ConvertAll(value.GetTensorDataAsSpan<int>().ToArray(), number => (long)number)),
            _ => null,
        };
    }
}
