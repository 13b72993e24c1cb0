using Onnx;
using static Graft.OnnxNodes;

namespace Graft;

/// <summary>
/// Makes what follows a convolution or a matrix product, and is linear in each channel, part of its weights: batch
/// normalisation, and products and sums with constants. Computed in double, rounded once.
/// </summary>
internal static class AffineFolding
{
    private const float UsualEpsilon = 1e-5f;

    public static void Apply(FoldedGraph graph)
    {
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            var node = graph.Nodes[i];
            // A node that was folded takes the name of what was folded into it, so that a chain folds link by link.
            if (DataOf(graph, node) is not { } data || graph.Producer(data) is not { } layer || !graph.HasOneUser(data) || Channels(graph, layer) is not { } channels)
                continue;
            if (Affine(graph, node, data, channels, graph.Constant(layer.Input[1])!.Sides.Length) is not { } affine)
                continue;
            Fold(graph, layer, node.Output[0], affine);
            graph.Replace(graph.Nodes.Where(other => other != node));
            i--;
        }
    }

    /// <summary>The one input that depends on pictures; null where there are several.</summary>
    private static string? DataOf(FoldedGraph graph, NodeProto node) => node.OpType switch
    {
        "BatchNormalization" => node.Input[0],
        "Mul" or "Add" => graph.IsConstant(node.Input[0]) ? node.Input[1] : graph.IsConstant(node.Input[1]) ? node.Input[0] : null,
        "Sub" or "Div" => graph.IsConstant(node.Input[1]) ? node.Input[0] : null,
        _ => null,
    };

    /// <summary>Output channels of a convolution or matrix product with known weights; null for other nodes.</summary>
    private static int? Channels(FoldedGraph graph, NodeProto layer)
    {
        if (layer.OpType is not ("Conv" or "Gemm") || graph.Constant(layer.Input[1]) is not { IsFloat: true } weights)
            return null;
        var hasBias = FoldedGraph.HasBias(layer);
        if (layer.OpType == "Conv")
            return weights.Sides.Length > 2 && (!hasBias || graph.Bias(layer) is { IsFloat: true }) ? (int)weights.Sides[0] : null;
        var channels = weights.Sides.Length == 2 ? WeightLayout.Of(layer, weights.Sides).Channels : 0;
        return channels > 0 && (Find(layer, "alpha")?.F ?? 1) == 1 && (Find(layer, "beta")?.F ?? 1) == 1
            && (!hasBias || graph.Bias(layer)?.Floats.Length == channels) ? channels : null;
    }

    private static (double[] Scale, double[] Shift)? Affine(FoldedGraph graph, NodeProto node, string data, int channels, int rank)
    {
        if (node.OpType == "BatchNormalization")
            return Normalization(graph, node, channels);
        var constant = graph.Constant(node.Input[0] == data ? node.Input[1] : node.Input[0]);
        if (constant is not { IsFloat: true } || !IsPerChannel(constant.Sides, channels, rank))
            return null;
        var values = constant.Floats;
        var (scale, shift) = (new double[channels], new double[channels]);
        for (var channel = 0; channel < channels; channel++)
        {
            double value = values[values.Length == 1 ? 0 : channel];
            (scale[channel], shift[channel]) = node.OpType switch
            {
                "Mul" => (value, 0.0),
                "Div" => (1 / value, 0.0),
                "Add" => (1.0, value),
                _ => (1.0, -value),
            };
        }

        return (scale, shift);
    }

    private static (double[] Scale, double[] Shift)? Normalization(FoldedGraph graph, NodeProto node, int channels)
    {
        if (Find(node, "training_mode")?.I == 1 || node.Output.Skip(1).Any(output => output.Length > 0))
            return null;
        var inputs = node.Input.Skip(1).Select(graph.Constant).ToArray();
        if (inputs.Length != 4 || inputs.Any(input => input is not { IsFloat: true } || input.Floats.Length != channels))
            return null;
        var epsilon = Find(node, "epsilon")?.F ?? UsualEpsilon;
        var (scale, shift) = (new double[channels], new double[channels]);
        for (var channel = 0; channel < channels; channel++)
        {
            scale[channel] = inputs[0]!.Floats[channel] / Math.Sqrt((double)inputs[3]!.Floats[channel] + epsilon);
            shift[channel] = inputs[1]!.Floats[channel] - inputs[2]!.Floats[channel] * scale[channel];
        }

        return (scale, shift);
    }

    /// <summary>Whether a constant has one value for all, or one for each channel of the output: [C, 1, 1] of maps, [C] of rows.</summary>
    /// <param name="sides">Of the constant.</param>
    /// <param name="channels">Of the output.</param>
    /// <param name="rank">Of the output, which is that of the weights; a constant of more sides would give it more.</param>
    private static bool IsPerChannel(long[] sides, int channels, int rank)
    {
        if (sides.Length > rank)
            return false;
        // The channels are the second side; those behind them are the places of a map.
        var places = rank - 2;
        var trimmed = sides.SkipWhile(side => side == 1).ToArray();
        return trimmed.Length == 0 || (trimmed.Length == places + 1 && trimmed[0] == channels && trimmed.Skip(1).All(side => side == 1));
    }

    private static void Fold(FoldedGraph graph, NodeProto layer, string output, (double[] Scale, double[] Shift) affine)
    {
        var weights = graph.Constant(layer.Input[1])!;
        var layout = WeightLayout.Of(layer, weights.Sides);
        var bias = graph.Bias(layer)?.AsFloats() ?? new float[layout.Channels];
        var values = weights.AsFloats();
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(values[i] * affine.Scale[layout.ChannelOf(i)]);
        for (var channel = 0; channel < layout.Channels; channel++)
            bias[channel] = (float)(bias[channel] * affine.Scale[channel] + affine.Shift[channel]);
        // Names of their own: other layers may share the old ones.
        var (weightName, biasName) = (graph.Set($"{FoldedGraph.Prefix}{output}/weights", GraphConstant.Of(weights.Sides, values)), graph.Set($"{FoldedGraph.Prefix}{output}/bias", GraphConstant.Of([layout.Channels], bias)));
        var data = layer.Input[0];
        layer.Input.Clear();
        layer.Input.AddRange([data, weightName, biasName]);
        layer.Output[0] = output;
        layer.Name = output;
    }
}
