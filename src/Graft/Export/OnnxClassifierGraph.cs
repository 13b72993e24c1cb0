using System.Collections.Immutable;
using Onnx;
using static Onnx.TensorProto.Types;

namespace Graft;

/// <summary>
/// A classifier as an ONNX graph of operators that every runtime has: features [N, D] to probabilities [N, K], and ArgMax
/// of these to label [N]. What is between is one class for each kind of classifier.
/// </summary>
internal static class OnnxClassifierGraph
{
    public const string Features = "features";
    public const string Label = "label";
    public const string Probabilities = "probabilities";

    public static ModelProto Build(Classifier classifier)
    {
        var graph = new GraphProto
        {
            Name = "classifier",
            Input = { OnnxNodes.Tensor(Features, DataType.Float, classifier.FeatureCount) },
            Output = { OnnxNodes.Tensor(Label, DataType.Int64), OnnxNodes.Tensor(Probabilities, DataType.Float, classifier.LabelNames.Length) },
        };
        var model = OnnxNodes.Model(graph);
        var scaled = OnnxScaling.Append(graph, classifier.Scaler, Features);
        switch (classifier)
        {
            case LinearClassifier linear:
                OnnxLinear.Append(graph, scaled, linear);
                break;
            case NearestNeighborsClassifier neighbors:
                OnnxNeighbors.Append(model, scaled, neighbors);
                break;
            case RandomForestClassifier forest:
                model.OpsetImport.Add(OnnxForest.OperatorSet);
                OnnxForest.Append(graph, scaled, forest);
                break;
            default:
                throw new NotSupportedException($"A {classifier.GetType().Name} cannot be written as ONNX.");
        }

        graph.Node.Add(OnnxNodes.Node("ArgMax", [Probabilities], Label, OnnxNodes.Attribute("axis", 1), OnnxNodes.Attribute("keepdims", 0)));
        return model;
    }

    /// <summary>The classifier whose graph <see cref="Build"/> made.</summary>
    /// <exception cref="FormatException">It is another graph.</exception>
    /// <exception cref="ArgumentException">Its values do not fit together.</exception>
    public static Classifier Read(ModelProto model, string name, ImmutableArray<string> labelNames, FeatureRecipe? recipe, FeatureScaling scaling)
    {
        var graph = model.Graph ?? throw new FormatException("it has no graph");
        return name switch
        {
            "logistic" or "svm" => OnnxLinear.Read(graph, name, labelNames, recipe, scaling),
            "knn" => OnnxNeighbors.Read(model, labelNames, recipe, scaling),
            "forest" => OnnxForest.Read(graph, labelNames, recipe, scaling),
            _ => throw new FormatException($"its classifier is '{name}', which this version of Graft does not know"),
        };
    }
}
