using System.Collections.Immutable;
using Onnx;

namespace Graft;

/// <summary>A network to be quantised, with what was learnt of its tensors.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Units">What of it can be computed with whole numbers.</param>
/// <param name="Statistics">Of the tensors that these take and make.</param>
/// <param name="IsEqualized">Whether its channels were given like ranges.</param>
internal sealed record QuantizerVariant(FoldedGraph Graph, ImmutableArray<QuantizableUnit> Units, ActivationStatistics Statistics, bool IsEqualized)
{
    /// <summary>How far ranges are made alike where a layer mixes channels: half way, in the logarithm.</summary>
    private const double Strength = 0.5;

    // Layer after layer is tried with the same ranges.
    private readonly Dictionary<RangeMethod, Dictionary<string, ActivationRange>> _ranges = [];

    /// <summary>Runs photos through a network, one by one, and looks at its tensors.</summary>
    /// <exception cref="BackboneException">It fails, or gives something that is no number.</exception>
    public static QuantizerVariant Measure(FoldedGraph graph, bool isEqualized, QuantizerInput input, Action<double> progress)
    {
        var units = QuantizableUnits.Find(graph);
        var tensors = units.SelectMany(unit => unit.Inputs.Append(unit.Output)).Distinct(StringComparer.Ordinal).ToList();
        var made = tensors.Where(tensor => tensor != graph.Input.Name).ToList();
        var statistics = new ActivationStatistics();
        if (made.Count == 0)
            return new QuantizerVariant(graph, units, statistics, isEqualized);
        using var run = new NetworkRun(graph.ToModel(graph.Nodes, made), input.Preprocessing, graph.Network, input.Backbone);
        // Only here is known what is of another type, such as shapes that are computed from pictures.
        var known = run.Outputs.Append(graph.Input.Name).ToHashSet(StringComparer.Ordinal);
        units = [.. units.Where(unit => unit.Inputs.Append(unit.Output).All(known.Contains))];
        for (var i = 0; i < input.Photos.Length; i++)
        {
            input.Cancellation.ThrowIfCancellationRequested();
            using var values = run.Run(input.Photos[i]);
            if (statistics.Add(run.Outputs, values) is { } bad)
                throw new BackboneException($"The tensor '{Shown(bad)}' of '{graph.Network}' holds NaN or infinity for a photo, so it cannot be quantised. Is the preprocessing right, or the file damaged?", graph.Network);
            if (tensors.Count > made.Count)
                statistics.Add(graph.Input.Name, input.Photos[i], input.Preprocessing);
            progress((i + 1.0) / input.Photos.Length);
        }

        return new QuantizerVariant(graph, units, statistics, isEqualized);
    }

    /// <summary>The same network with channels of like ranges.</summary>
    /// <param name="fresh">The network once more; it is changed.</param>
    /// <param name="input">The photos.</param>
    /// <param name="progress">Is told how far it has come.</param>
    public QuantizerVariant Equalize(FoldedGraph fresh, QuantizerInput input, Action<double> progress)
    {
        Equalization.Apply(fresh, QuantizableUnits.Find(fresh), Statistics, Strength);
        return Measure(fresh, true, input, progress);
    }

    /// <summary>What is computed how.</summary>
    /// <param name="method">How ranges are found.</param>
    /// <param name="kept">Outputs of layers that stay in float32.</param>
    public QuantizationPlan Plan(RangeMethod method, IReadOnlySet<string> kept)
    {
        if (!_ranges.TryGetValue(method, out var ranges))
        {
            var bounds = Units.ToDictionary(unit => unit.Output, unit => unit.Bound, StringComparer.Ordinal);
            _ranges[method] = ranges = Units.SelectMany(unit => unit.Inputs.Append(unit.Output)).Distinct(StringComparer.Ordinal).ToDictionary(
                tensor => tensor, tensor => RangeSearch.Find(Statistics.Histogram(tensor), method, bounds.GetValueOrDefault(tensor, float.PositiveInfinity)), StringComparer.Ordinal);
        }

        return new QuantizationPlan(Graph, Units, ranges, kept, Statistics);
    }

    /// <summary>The network as it is, with some tensors as its results.</summary>
    public ModelProto InFloat(IEnumerable<string> outputs) => Graph.ToModel(Graph.Nodes, outputs);

    /// <summary>What users call a tensor.</summary>
    public static string Shown(string tensor) => Equalization.NameBefore(tensor);
}
