using System.Collections.Immutable;

namespace Graft;

/// <summary>What of a network is computed with whole numbers, and with which steps.</summary>
internal sealed class QuantizationPlan
{
    private readonly FoldedGraph _graph;
    private readonly Dictionary<string, ActivationRange> _ranges;
    private readonly HashSet<string> _quantized = new(StringComparer.Ordinal);
    private readonly ActivationStatistics? _statistics;

    /// <param name="graph">The network.</param>
    /// <param name="units">All that could be computed with whole numbers.</param>
    /// <param name="ranges">Of every tensor that they take or make.</param>
    /// <param name="kept">Outputs of those with weights that are to stay in float32.</param>
    /// <param name="statistics">Means of channels, with which biases are corrected; null where they are not.</param>
    public QuantizationPlan(
        FoldedGraph graph, ImmutableArray<QuantizableUnit> units, IReadOnlyDictionary<string, ActivationRange> ranges, IReadOnlySet<string> kept, ActivationStatistics? statistics)
    {
        (_graph, _ranges, _statistics) = (graph, new Dictionary<string, ActivationRange>(ranges, StringComparer.Ordinal), statistics);
        var candidates = units.Where(unit => !kept.Contains(unit.Output)).ToList();
        var wanted = Wanted(candidates);
        var chosen = ImmutableArray.CreateBuilder<QuantizableUnit>();
        foreach (var unit in candidates)
        {
            var isChosen = unit.Kind switch
            {
                UnitKind.Weighted => true,
                UnitKind.Elementwise => wanted.Contains(unit.Output) && unit.Inputs.Any(_quantized.Contains),
                _ => _quantized.Contains(unit.Inputs[0]),
            };
            if (!isChosen)
                continue;
            chosen.Add(unit);
            _quantized.Add(unit.Output);
        }

        Units = chosen.ToImmutable();
        ShareRanges();
    }

    /// <summary>What is computed with whole numbers, in the order of the graph.</summary>
    public ImmutableArray<QuantizableUnit> Units { get; }

    /// <summary>The steps of a tensor.</summary>
    public ActivationRange Range(string tensor) => _ranges[tensor];

    /// <summary>The weights of a layer as whole numbers.</summary>
    /// <param name="unit">The layer.</param>
    /// <param name="inputScale">A step of its input.</param>
    public QuantizedWeights Weights(QuantizableUnit unit, float inputScale)
    {
        var constant = _graph.Constant(unit.Node.Input[1])!;
        var layout = WeightLayout.Of(unit.Node, constant.Sides);
        var bias = _graph.Bias(unit.Node)?.AsFloats() ?? new float[layout.Channels];
        var rounded = QuantizedWeights.Of(constant.Floats, layout, bias, inputScale);
        if (_statistics?.Channels(unit.Inputs[0]).Means is not { } means || means.Length != layout.Inputs || unit.Node.OpType == "MatMul")
            return rounded;
        var correction = BiasCorrection.Find(constant.Floats, layout, rounded, means);
        for (var channel = 0; channel < bias.Length; channel++)
            bias[channel] = (float)(bias[channel] + correction[channel]);
        return QuantizedWeights.Of(constant.Floats, layout, bias, inputScale);
    }

    /// <summary>Tensors that something computed with whole numbers reads, also through nodes that only move values.</summary>
    private static HashSet<string> Wanted(List<QuantizableUnit> units)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var unit in units.AsEnumerable().Reverse())
        {
            if (unit.Kind == UnitKind.Weighted || wanted.Contains(unit.Output))
                wanted.UnionWith(unit.Inputs);
        }

        return wanted;
    }

    /// <summary>
    /// What is only moved keeps its steps; and what nobody but a Concat looks at has its steps from the start, so that
    /// joining is copying. Not where these steps would undo its activation, which its own steps carry out.
    /// </summary>
    private void ShareRanges()
    {
        var makers = Units.ToDictionary(unit => unit.Output, StringComparer.Ordinal);
        foreach (var unit in Units.Where(unit => unit.Node.OpType == "Concat"))
        {
            foreach (var input in unit.Inputs.Where(input => _quantized.Contains(input) && _graph.HasOneUser(input) && CarriesOut(_ranges[unit.Output], makers[input])))
                _ranges[input] = _ranges[unit.Output];
        }

        foreach (var unit in Units.Where(unit => unit.Kind == UnitKind.Moving))
            _ranges[unit.Output] = _ranges[unit.Inputs[0]];
    }

    /// <summary>Whether steps cut off what an activation does.</summary>
    private static bool CarriesOut(ActivationRange range, QuantizableUnit unit) =>
        (!unit.IsRectified || range.ZeroPoint == 0) && range.High <= unit.Bound + range.Scale / 2;
}
