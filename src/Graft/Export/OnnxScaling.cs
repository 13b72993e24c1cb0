using Onnx;
using static Onnx.TensorProto.Types;

namespace Graft;

/// <summary>A <see cref="RowScaler"/> as ONNX nodes.</summary>
internal static class OnnxScaling
{
    private const string Center = "scaling_center";
    private const string InverseScale = "scaling_factor";

    /// <summary>Adds the nodes, if any.</summary>
    /// <returns>Name of the scaled rows.</returns>
    public static string Append(GraphProto graph, RowScaler scaler, string features)
    {
        switch (scaler.Scaling)
        {
            case FeatureScaling.Standardize:
                graph.Initializer.Add(OnnxTensors.Of(Center, scaler.Center, scaler.Center.Length));
                graph.Initializer.Add(OnnxTensors.Of(InverseScale, scaler.InverseScale, scaler.InverseScale.Length));
                var centered = graph.Add("Sub", [features, Center], "scaling_centered");
                return graph.Add("Mul", [centered, InverseScale], "scaling_standardized");
            case FeatureScaling.L2:
                return Unit(features);
            case FeatureScaling.SqrtL2:
                var root = graph.Add("Sqrt", [graph.Add("Abs", [features], "scaling_absolute")], "scaling_root");
                return Unit(graph.Add("Mul", [graph.Add("Sign", [features], "scaling_sign"), root], "scaling_signed_root"));
            default:
                return features;
        }

        // In double as in the library: squares of float32 overflow from 2e19 on, and vanish below 1e-23.
        string Unit(string input)
        {
            var wide = graph.Add("Cast", [input], "scaling_wide", OnnxNodes.Attribute("to", (long)DataType.Double));
            var unit = graph.Add("LpNormalization", [wide], "scaling_wide_unit", OnnxNodes.Attribute("axis", 1), OnnxNodes.Attribute("p", 2));
            return graph.Add("Cast", [unit], "scaling_unit", OnnxNodes.Attribute("to", (long)DataType.Float));
        }
    }

    /// <summary>The scaler whose nodes <see cref="Append"/> added.</summary>
    /// <exception cref="FormatException">Its values are missing.</exception>
    public static RowScaler Read(GraphProto graph, FeatureScaling scaling) =>
        scaling == FeatureScaling.Standardize
            ? RowScaler.Standardize(OnnxTensors.Floats(graph, Center), OnnxTensors.Floats(graph, InverseScale))
            : RowScaler.ByRow(scaling);
}
