using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using static Onnx.AttributeProto.Types;
using static Onnx.TensorProto.Types;

namespace Graft;

/// <summary>The parts of ONNX models: those that are made here, and what is asked of those of others.</summary>
internal static class OnnxNodes
{
    private const int Opset = 13;

    // The oldest IR version that has the operator set, for the sake of older runtimes.
    private const int IrVersion = 7;

    /// <summary>Symbolic name of the batch dimension.</summary>
    public const string Batch = "N";

    /// <summary>A model around a graph. No version of Graft: the same network imported by another version must be the same file.</summary>
    public static ModelProto Model(GraphProto graph) => new()
    {
        IrVersion = IrVersion,
        ProducerName = "Graft",
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
        Graph = graph,
    };

    /// <summary>A node that has the name of the tensor it gives.</summary>
    public static NodeProto Node(string op, string[] inputs, string output, params AttributeProto[] attributes) =>
        new() { OpType = op, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } };

    /// <summary>Adds a node to a graph.</summary>
    /// <returns>Name of the tensor it gives.</returns>
    public static string Add(this GraphProto graph, string op, string[] inputs, string output, params AttributeProto[] attributes)
    {
        graph.Node.Add(Node(op, inputs, output, attributes));
        return output;
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, I = value, Type = AttributeType.Int };

    public static AttributeProto Attribute(string name, float value) => new() { Name = name, F = value, Type = AttributeType.Float };

    public static AttributeProto Attribute(string name, params long[] values) => new() { Name = name, Ints = { values }, Type = AttributeType.Ints };

    /// <summary>What the graph says of a tensor whose first side is the batch.</summary>
    public static ValueInfoProto Tensor(string name, DataType type, params long[] sides)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = Batch } } };
        foreach (var side in sides)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = side });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }

    /// <summary>Gives the batch of a declared tensor another name than <see cref="Batch"/>.</summary>
    public static void NameBatch(ValueInfoProto tensor, string name) => tensor.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = name };

    /// <summary>Makes the batch of a declared tensor a fixed number.</summary>
    public static void FixBatch(ValueInfoProto tensor, long count) => tensor.Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = count };

    /// <summary>What the graph says of pixels: uint8, any number of pictures of any one size.</summary>
    public static ValueInfoProto PixelTensor(string name)
    {
        var tensor = Tensor(name, DataType.Uint8);
        var sides = tensor.Type.TensorType.Shape.Dim;
        sides.Add(new TensorShapeProto.Types.Dimension { DimParam = "height" });
        sides.Add(new TensorShapeProto.Types.Dimension { DimParam = "width" });
        sides.Add(new TensorShapeProto.Types.Dimension { DimValue = 3 });
        return tensor;
    }

    /// <summary>Whole numbers, such as a shape.</summary>
    public static TensorProto Values(string name, params long[] values) => new()
    {
        Name = name,
        DataType = (int)DataType.Int64,
        Dims = { values.Length },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)),
    };

    /// <param name="name">Its name.</param>
    /// <param name="values">float32, little-endian as every machine that .NET 10 runs on; not copied, so not to be changed.</param>
    /// <param name="sides">Its shape; none for a single value.</param>
    public static TensorProto Values(string name, ReadOnlyMemory<byte> values, params long[] sides) => new()
    {
        Name = name,
        DataType = (int)DataType.Float,
        Dims = { sides },
        RawData = UnsafeByteOperations.UnsafeWrap(values),
    };

    /// <summary>An attribute of a node; null when it has none of that name.</summary>
    public static AttributeProto? Find(NodeProto node, string attribute) => node.Attribute.FirstOrDefault(item => item.Name == attribute);

    /// <summary>Version of ONNX's own operators; 0 where a model does not say it.</summary>
    public static long OpsetOf(ModelProto model) =>
        model.OpsetImport.Where(set => set.Domain is "" or "ai.onnx").Select(set => set.Version).DefaultIfEmpty(0).Max();

    /// <summary>Whether the values of a tensor lie in another file.</summary>
    public static bool IsExternal(TensorProto? tensor) => tensor?.DataLocation == DataLocation.External;

    /// <summary>The texts in the metadata of a model; of a key that comes twice, the last.</summary>
    public static Dictionary<string, string> Metadata(ModelProto model)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in model.MetadataProps)
            texts[entry.Key] = entry.Value;
        return texts;
    }

    /// <summary>Whether a file begins as an ONNX model does: with field 1, the IR version, tag 8 and a small number.</summary>
    public static bool IsModel(ReadOnlySpan<byte> start) => start is [8, < 32, ..];
}
