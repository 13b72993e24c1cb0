using System.Collections.Immutable;
using Onnx;

namespace Graft;

/// <summary>A linear classifier as Gemm, and its calibration as Softmax, or as a Sigmoid for each class.</summary>
internal static class OnnxLinear
{
    public const string Weights = "weights";
    public const string Intercepts = "intercepts";

    private const string Slopes = "calibration_slopes";
    private const string Offsets = "calibration_offsets";
    private const string Scores = "scores";

    public static void Append(GraphProto graph, string features, LinearClassifier classifier)
    {
        var (classes, calibration) = (classifier.LabelNames.Length, classifier.Calibration);
        graph.Initializer.Add(OnnxTensors.Of(Weights, classifier.Weights, classes, classifier.FeatureCount));
        graph.Initializer.Add(OnnxTensors.Of(Intercepts, classifier.Intercepts, classes));
        graph.Add("Gemm", [features, Weights, Intercepts], Scores, OnnxNodes.Attribute("transB", 1));
        if (calibration.Method == CalibrationMethod.None)
        {
            graph.Add("Softmax", [Scores], OnnxClassifierGraph.Probabilities, OnnxNodes.Attribute("axis", 1));
            return;
        }

        graph.Initializer.Add(OnnxTensors.Of(Slopes, calibration.Slopes.ToArray(), calibration.Slopes.Length));
        var scaled = graph.Add("Mul", [Scores, Slopes], "calibration_scaled");
        if (calibration.Method == CalibrationMethod.Temperature)
        {
            graph.Add("Softmax", [scaled], OnnxClassifierGraph.Probabilities, OnnxNodes.Attribute("axis", 1));
            return;
        }

        graph.Initializer.Add(OnnxTensors.Of(Offsets, calibration.Offsets.ToArray(), calibration.Offsets.Length));
        // Softmax of the logarithms of the sigmoids is the sigmoids divided by their sum, and does not vanish where they do.
        var shifted = graph.Add("Add", [scaled, Offsets], "calibration_shifted");
        var logarithms = graph.Add("Neg", [graph.Add("Softplus", [graph.Add("Neg", [shifted], "calibration_negated")], "calibration_softplus")], "calibration_logarithms");
        graph.Add("Softmax", [logarithms], OnnxClassifierGraph.Probabilities, OnnxNodes.Attribute("axis", 1));
    }

    public static LinearClassifier Read(GraphProto graph, string name, ImmutableArray<string> labelNames, FeatureRecipe? recipe, FeatureScaling scaling) => new(
        name == "logistic" ? LinearModel.LogisticRegression : LinearModel.SupportVectorMachine,
        OnnxTensors.Floats(graph, Weights),
        OnnxTensors.Floats(graph, Intercepts),
        labelNames,
        recipe,
        scaling,
        ReadCalibration(graph));

    private static Calibration ReadCalibration(GraphProto graph)
    {
        if (!OnnxTensors.Has(graph, Slopes))
            return Calibration.None;
        var slopes = OnnxTensors.Floats(graph, Slopes);
        return OnnxTensors.Has(graph, Offsets)
            ? Calibration.Sigmoids([.. slopes], [.. OnnxTensors.Floats(graph, Offsets)])
            : slopes is [var slope] ? Calibration.Temperature(1 / (double)slope) : throw new FormatException($"its tensor '{Slopes}' has {slopes.Length} values; expected 1");
    }
}
