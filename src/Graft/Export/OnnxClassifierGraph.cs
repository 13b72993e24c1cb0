using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;

namespace Graft;

/// <summary>
/// A linear classifier as an ONNX graph of operators that every runtime has: features [N, D] through Gemm and Softmax to
/// probabilities [N, K], and ArgMax of these to label [N].
/// </summary>
internal static class OnnxClassifierGraph
{
    public const string Features = "features";
    public const string Label = "label";
    public const string Probabilities = "probabilities";
    public const string Weights = "weights";
    public const string Intercepts = "intercepts";

    private const string Scores = "scores";
    private const string Batch = "N";
    private const int Opset = 13;

    // The oldest IR version that has the operator set, for the sake of older runtimes.
    private const int IrVersion = 7;

    public static ModelProto Build(LinearClassifier classifier)
    {
        var (classes, features) = (classifier.LabelNames.Length, classifier.FeatureCount);
        return new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "Graft",
            ProducerVersion = GraftVersion.Text,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
            Graph = new GraphProto
            {
                Name = "classifier",
                Input = { Tensor(Features, TensorProto.Types.DataType.Float, features) },
                Output =
                {
                    Tensor(Label, TensorProto.Types.DataType.Int64),
                    Tensor(Probabilities, TensorProto.Types.DataType.Float, classes),
                },
                Initializer =
                {
                    Values(Weights, classifier.Weights.Span, classes, features),
                    Values(Intercepts, classifier.Intercepts.Span, classes),
                },
                Node =
                {
                    Node("Gemm", [Features, Weights, Intercepts], Scores, ("transB", 1)),
                    Node("Softmax", [Scores], Probabilities, ("axis", 1)),
                    Node("ArgMax", [Probabilities], Label, ("axis", 1), ("keepdims", 0)),
                },
            },
        };
    }

    private static NodeProto Node(string op, string[] inputs, string output, params (string Name, long Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = output, Input = { inputs }, Output = { output } };
        foreach (var (name, value) in attributes)
            node.Attribute.Add(new AttributeProto { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int });
        return node;
    }

    private static ValueInfoProto Tensor(string name, TensorProto.Types.DataType type, params int[] sides)
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

    private static TensorProto Values(string name, ReadOnlySpan<float> values, params long[] sides) => new()
    {
        Name = name,
        DataType = (int)TensorProto.Types.DataType.Float,
        Dims = { sides },
        // ONNX stores little-endian, as every machine that .NET 10 runs on does.
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)),
    };
}
