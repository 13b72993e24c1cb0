using System.Runtime.InteropServices;
using Onnx;
using static Onnx.TensorProto.Types;

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

    public static ModelProto Build(LinearClassifier classifier)
    {
        var (classes, features) = (classifier.LabelNames.Length, classifier.FeatureCount);
        return OnnxNodes.Model(new GraphProto
        {
            Name = "classifier",
            Input = { OnnxNodes.Tensor(Features, DataType.Float, features) },
            Output = { OnnxNodes.Tensor(Label, DataType.Int64), OnnxNodes.Tensor(Probabilities, DataType.Float, classes) },
            Initializer =
            {
                OnnxNodes.Values(Weights, Bytes(classifier.Weights), classes, features),
                OnnxNodes.Values(Intercepts, Bytes(classifier.Intercepts), classes),
            },
            Node =
            {
                OnnxNodes.Node("Gemm", [Features, Weights, Intercepts], Scores, OnnxNodes.Attribute("transB", 1)),
                OnnxNodes.Node("Softmax", [Scores], Probabilities, OnnxNodes.Attribute("axis", 1)),
                OnnxNodes.Node("ArgMax", [Probabilities], Label, OnnxNodes.Attribute("axis", 1), OnnxNodes.Attribute("keepdims", 0)),
            },
        });
    }

    private static byte[] Bytes(ReadOnlyMemory<float> values) => MemoryMarshal.AsBytes(values.Span).ToArray();
}
