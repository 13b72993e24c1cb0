using System.Collections.Immutable;
using Onnx;

namespace Graft;

/// <summary>Finds the way to quantise a network that changes its features least, and keeps layers in float32 where that is not enough.</summary>
internal sealed class Quantizer
{
    /// <summary>Photos that features are compared on in each trial.</summary>
    private const int TrialCount = 32;

    private readonly QuantizerInput _input;
    private readonly IReadOnlyList<string> _layers;
    private readonly Action<string, double> _progress;
    private readonly ImmutableArray<float[]> _trial;
    private ImmutableArray<float[]> _reference;

    private Quantizer(IReadOnlyList<string> layers, QuantizerInput input, Action<string, double> progress)
    {
        (_layers, _input, _progress) = (layers, input, progress);
        _trial = EvenSpread.Of(input.Photos, TrialCount);
    }

    /// <param name="original">The network as it is.</param>
    /// <param name="fold">Makes the network with what can be computed beforehand computed, each time anew.</param>
    /// <param name="layers">The layers that features are taken from.</param>
    /// <param name="input">Photos, and how networks are run.</param>
    /// <param name="progress">Is told what is being done, and how much of it is done.</param>
    /// <exception cref="BackboneException">It has no layer that could be quantised, holds NaN, is quantised already, or fails.</exception>
    public static QuantizedNetwork Run(ModelProto original, Func<FoldedGraph> fold, IReadOnlyList<string> layers, QuantizerInput input, Action<string, double> progress) =>
        new Quantizer(layers, input, progress).Run(original, fold);

    private QuantizedNetwork Run(ModelProto original, Func<FoldedGraph> fold)
    {
        var graph = fold();
        CheckWeights(graph, QuantizableUnits.Find(graph));
        var plain = QuantizerVariant.Measure(graph, false, _input, share => _progress("Calibrating", share));
        // The network itself, so that a mistake in folding would be an error too.
        _reference = Features(original, graph.Network);
        var variants = new List<QuantizerVariant> { plain };
        if (Equalization.IsNeeded(graph, plain.Units))
            variants.Add(plain.Equalize(fold(), _input, share => _progress("Calibrating, equalised", share)));

        var methods = Enum.GetValues<RangeMethod>();
        QuantizedNetwork? best = null;
        foreach (var (i, (variant, method)) in variants.SelectMany(variant => methods.Select(method => (variant, method))).Index())
        {
            var network = Try(variant, method, []);
            // Of equals the first, which is the simpler.
            if (best is null || network.Error < best.Error)
                best = network;
            _progress("Trying ranges", (i + 1.0) / (variants.Count * methods.Length));
        }

        return best!.Error <= _input.MaxError ? best : KeepLayers(best);
    }

    /// <summary>Keeps layers in float32, those first that by themselves cost the features most, until the error is small enough.</summary>
    private QuantizedNetwork KeepLayers(QuantizedNetwork network)
    {
        var layers = network.Variant.Units.Where(unit => unit.Kind == UnitKind.Weighted).Select(unit => unit.Output).ToImmutableArray();
        var costs = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (i, layer) in layers.Index())
        {
            costs[layer] = Try(network.Variant, network.Method, [.. layers.Where(other => other != layer)]).Error;
            _progress("Measuring layers", (i + 1.0) / layers.Length);
        }

        var worst = layers.OrderByDescending(layer => costs[layer]).ToImmutableArray();
        // With more of them kept the error is smaller, but for chance, so that the count is found by halving: each trial runs the network.
        QuantizedNetwork? fewest = null;
        for (var (from, to) = (1, worst.Length - 1); from <= to;)
        {
            var count = (from + to) / 2;
            var kept = Try(network.Variant, network.Method, [.. worst[..count]]);
            if (kept.Error <= _input.MaxError)
                (fewest, to) = (kept, count - 1);
            else
                from = count + 1;
            _progress("Keeping layers in fp32", 1 - (to - from + 1.0) / worst.Length);
        }

        if (fewest is not null)
            return fewest;
        throw new BackboneException($"With an error of {_input.MaxError:G3} at most, no layer of '{network.Variant.Graph.Network}' can be quantised: all together come to {network.Error:G3}, the least of them alone to {costs.Values.Min():G3}. Allow more with --max-error, or leave it in fp32.");
    }

    private QuantizedNetwork Try(QuantizerVariant variant, RangeMethod method, ImmutableHashSet<string> kept)
    {
        _input.Cancellation.ThrowIfCancellationRequested();
        var plan = variant.Plan(method, kept);
        var model = QuantizedGraph.Build(variant.Graph, plan, _layers);
        var features = Features(model, $"{variant.Graph.Network} in int8");
        var error = features.Zip(_reference, (here, there) => FeatureError.Relative(there, here)).Average();
        return new QuantizedNetwork(variant, plan, method, [.. variant.Units.Select(unit => unit.Output).Where(kept.Contains)], error);
    }

    private ImmutableArray<float[]> Features(ModelProto model, string network)
    {
        using var run = new NetworkRun(model, _input.Preprocessing, network, _input.Backbone);
        return [.. _trial.Select(run.RunFlat)];
    }

    private static void CheckWeights(FoldedGraph graph, ImmutableArray<QuantizableUnit> units)
    {
        var layers = units.Where(unit => unit.Kind == UnitKind.Weighted).ToList();
        if (layers.Count == 0)
            throw new BackboneException($"'{graph.Network}' has no layer up to there that could be quantised: no convolution or matrix product with weights. Its operators are {string.Join(", ", graph.Nodes.Select(node => node.OpType).Distinct())}.", graph.Network);
        foreach (var layer in layers)
        {
            if (layer.Node.Input.Skip(1).Where(name => name.Length > 0).Any(name => !FiniteCheck.AllFinite(graph.Constant(name)!.Floats)))
                throw new BackboneException($"The weights of the layer '{layer.Output}' of '{graph.Network}' hold NaN or infinity, so it cannot be quantised. The file is damaged; get it again.", graph.Network);
        }
    }
}

/// <summary>A way to quantise a network, and what it costs.</summary>
/// <param name="Variant">The network.</param>
/// <param name="Plan">What is computed how.</param>
/// <param name="Method">How ranges were found.</param>
/// <param name="Kept">Layers that stay in float32.</param>
/// <param name="Error">Mean error of the features of some photos.</param>
internal sealed record QuantizedNetwork(QuantizerVariant Variant, QuantizationPlan Plan, RangeMethod Method, ImmutableArray<string> Kept, double Error)
{
    /// <summary>The network with some tensors as its results.</summary>
    public ModelProto Model(IReadOnlyList<string> outputs) => QuantizedGraph.Build(Variant.Graph, Plan, outputs);
}
