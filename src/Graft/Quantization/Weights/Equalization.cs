using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Gives the channels between two layers like ranges, so that they can share 256 steps: what a channel is divided by in
/// front is multiplied in behind, and the network stays what it is, but that a limit such as Clip's may cut off
/// values larger than were seen of their channel. Source: M. Nagel et al., "Data-Free Quantization
/// through Weight Equalization and Bias Correction", ICCV 2019, section 4.1; but ranges are those of the channels as
/// measured, since weights have a scale for each channel of their own here.
/// </summary>
internal static class Equalization
{
    /// <summary>Channels are stretched so many times at most; those that are hardly ever anything else than 0 would be without end.</summary>
    private const double MostStretch = 64;

    private const string Ending = "/equalized";

    /// <summary>What a tensor was called before its channels were stretched.</summary>
    public static string NameBefore(string tensor) =>
        tensor.StartsWith(QuantizedGraph.Prefix, StringComparison.Ordinal) && tensor.EndsWith(Ending, StringComparison.Ordinal)
            ? tensor[QuantizedGraph.Prefix.Length..^Ending.Length] : tensor;

    /// <summary>Whether a network has layers that need it: convolutions of each channel by itself.</summary>
    public static bool IsNeeded(FoldedGraph graph, ImmutableArray<QuantizableUnit> units) =>
        units.Any(unit => unit.Node.OpType == "Conv" && LayoutOf(graph, unit).IsDepthwise);

    /// <summary>Equalises all pairs of layers with nothing but an activation between them.</summary>
    /// <param name="graph">The network; its weights are replaced.</param>
    /// <param name="units">Its layers.</param>
    /// <param name="statistics">Of the tensors between.</param>
    /// <param name="strength">
    /// How far ranges are made alike, 0 to 1, where the layer behind mixes channels; weights of channels that are stretched
    /// shrink there, beside the others. Where it does not mix them, ranges are made alike altogether.
    /// </param>
    public static void Apply(FoldedGraph graph, ImmutableArray<QuantizableUnit> units, ActivationStatistics statistics, double strength)
    {
        var layers = units.Where(unit => unit.Node.OpType == "Conv").ToLookup(unit => unit.Inputs[0], StringComparer.Ordinal);
        var stretched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var first in units.Where(unit => unit.Node.OpType == "Conv" && graph.HasOneUser(unit.Output)))
        {
            // Without a rectifier a channel's values lie around a mean, and are no matter of its largest one.
            if (layers[first.Output].FirstOrDefault() is not { } second || !first.IsRectified)
                continue;
            var channels = statistics.Channels(first.Output).Largest;
            var most = channels.Max();
            var exponent = LayoutOf(graph, second).IsDepthwise ? 1 : strength;
            var factors = Array.ConvertAll(channels, largest => largest <= 0 ? 1 : Math.Min(MostStretch, Math.Pow(most / (double)largest, exponent)));
            Scale(graph, first, factors, 1);
            Scale(graph, second, factors, -1);
            stretched.UnionWith(first.Absorbed.Prepend(first.Node).Select(node => node.Output[0]));
        }

        // They are no longer what the network calls so.
        graph.Rename(tensor => stretched.Contains(tensor) ? QuantizedGraph.Prefix + tensor + Ending : tensor);
    }

    /// <summary>Multiplies a layer's outputs by factors, or divides its weights by those of its inputs.</summary>
    private static void Scale(FoldedGraph graph, QuantizableUnit unit, double[] factors, int sign)
    {
        var (node, layout) = (unit.Node, LayoutOf(graph, unit));
        var constant = graph.Constant(node.Input[1])!;
        var weights = constant.AsFloats();
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)(sign > 0 ? weights[i] * factors[layout.ChannelOf(i)] : weights[i] / factors[layout.InputOf(i)]);
        node.Input[1] = graph.Set($"{FoldedGraph.Prefix}{unit.Output}/equalized_weights", GraphConstant.Of(constant.Sides, weights));
        if (sign < 0 || graph.Bias(node)?.AsFloats() is not { } bias)
            return;
        for (var channel = 0; channel < bias.Length; channel++)
            bias[channel] = (float)(bias[channel] * factors[channel]);
        node.Input[2] = graph.Set($"{FoldedGraph.Prefix}{unit.Output}/equalized_bias", GraphConstant.Of([bias.Length], bias));
    }

    private static WeightLayout LayoutOf(FoldedGraph graph, QuantizableUnit unit) => WeightLayout.Of(unit.Node, graph.Constant(unit.Node.Input[1])!.Sides);
}
