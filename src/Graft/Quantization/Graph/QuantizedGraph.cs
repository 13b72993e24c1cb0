using System.Runtime.InteropServices;
using Google.Protobuf;
using Onnx;
using static Graft.OnnxNodes;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Graft;

/// <summary>
/// Writes a network with the parts of a plan computed with whole numbers: uint8 between layers, int8 weights with a scale for
/// each channel, int32 sums. Each such part is the operator as it was between DequantizeLinear and QuantizeLinear, standard
/// operators from set 13 on, which ONNX Runtime and others join into one that computes with whole numbers.
/// </summary>
internal sealed class QuantizedGraph
{
    /// <summary>Of the tensors that it adds. Behind it comes the name of one of the network, and a last part without '/', so that no two are alike.</summary>
    public const string Prefix = "graft/int8/";

    private readonly FoldedGraph _graph;
    private readonly QuantizationPlan _plan;
    private readonly List<NodeProto> _nodes = [];
    private readonly List<TensorProto> _added = [];
    // What there is in float32 so far, and what of it was made of whole numbers.
    private readonly HashSet<string> _floats = new(StringComparer.Ordinal);
    private readonly HashSet<string> _rounded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QuantizedTensor> _quantized = new(StringComparer.Ordinal);

    private QuantizedGraph(FoldedGraph graph, QuantizationPlan plan)
    {
        (_graph, _plan) = (graph, plan);
        _floats.Add(graph.Input.Name);
    }

    /// <param name="graph">The network; it stays as it is.</param>
    /// <param name="plan">What is computed how.</param>
    /// <param name="outputs">Tensors of the network that are the results, in float32.</param>
    public static ModelProto Build(FoldedGraph graph, QuantizationPlan plan, IReadOnlyList<string> outputs)
    {
        var writer = new QuantizedGraph(graph, plan);
        var units = plan.Units.ToDictionary(unit => unit.Node);
        var absorbed = plan.Units.SelectMany(unit => unit.Absorbed).ToHashSet();
        foreach (var node in graph.Nodes.Where(node => !absorbed.Contains(node)))
        {
            if (units.TryGetValue(node, out var unit))
                writer.Add(unit);
            else
                writer.AddAsItIs(node);
        }

        foreach (var output in outputs)
            writer.Float(output);
        return graph.ToModel(writer._nodes, outputs, writer._added);
    }

    private void AddAsItIs(NodeProto node)
    {
        foreach (var tensor in GraphIndex.Uses(node).Where(_quantized.ContainsKey))
            Float(tensor);
        _nodes.Add(node.Clone());
        _floats.UnionWith(node.Output);
    }

    private void Add(QuantizableUnit unit)
    {
        var inputs = unit.Inputs.Select(Quantize).ToList();
        var range = _plan.Range(unit.Output);
        if (unit.Kind == UnitKind.Moving || (unit.Node.OpType == "Concat" && inputs.TrueForAll(input => input.Range == range)))
        {
            AddMoving(unit, inputs);
            return;
        }

        var node = unit.Node.Clone();
        for (var i = 0; i < node.Input.Count; i++)
            node.Input[i] = unit.Inputs.Contains(node.Input[i]) ? Rounded(node.Input[i]) : node.Input[i];
        if (unit.Kind == UnitKind.Weighted)
            AddWeights(node, unit, inputs[0].Range.Scale);
        node.Output[0] = $"{Prefix}{unit.Output}/float";
        node.Name = node.Output[0];
        _nodes.Add(node);
        AddQuantized(unit.Output, node.Output[0], range);
    }

    /// <summary>What only moves values moves whole numbers as well as others.</summary>
    private void AddMoving(QuantizableUnit unit, List<QuantizedTensor> inputs)
    {
        var node = unit.Node.Clone();
        for (var i = 0; i < inputs.Count; i++)
            node.Input[i] = inputs[i].Name;
        node.Output[0] = NameOf(unit.Output);
        node.Name = node.Output[0];
        _nodes.Add(node);
        _quantized[unit.Output] = inputs[0] with { Name = node.Output[0] };
    }

    private void AddWeights(NodeProto node, QuantizableUnit unit, float inputScale)
    {
        var name = unit.Output;
        var weights = _plan.Weights(unit, inputScale);
        var axis = WeightLayout.Of(unit.Node, _graph.Constant(unit.Node.Input[1])!.Sides).IsRows ? 0 : 1;
        var scales = Store($"{Prefix}{name}/weight_scales", DataType.Float, MemoryMarshal.AsBytes(weights.Scales.AsSpan()), weights.Scales.Length);
        var zeros = Store($"{Prefix}{name}/weight_zero_points", DataType.Int8, new byte[weights.Scales.Length], weights.Scales.Length);
        var values = Store($"{Prefix}{name}/quantized_weights", DataType.Int8, MemoryMarshal.AsBytes(weights.Values.AsSpan()), _graph.Constant(unit.Node.Input[1])!.Sides);
        var data = node.Input[0];
        node.Input.Clear();
        node.Input.AddRange([data, Dequantize(values, scales, zeros, $"{Prefix}{name}/weights", Attribute("axis", axis))]);
        if (unit.Node.OpType == "MatMul")
            return;
        float[] products = Array.ConvertAll(weights.Scales, scale => scale * inputScale);
        var bias = Store($"{Prefix}{name}/quantized_bias", DataType.Int32, MemoryMarshal.AsBytes(weights.Bias.AsSpan()), weights.Bias.Length);
        var steps = Store($"{Prefix}{name}/bias_scales", DataType.Float, MemoryMarshal.AsBytes(products.AsSpan()), products.Length);
        var none = Store($"{Prefix}{name}/bias_zero_points", DataType.Int32, new byte[sizeof(int) * products.Length], products.Length);
        node.Input.Add(Dequantize(bias, steps, none, $"{Prefix}{name}/bias", Attribute("axis", 0)));
    }

    /// <summary>The tensor in float32.</summary>
    private string Float(string tensor)
    {
        if (_floats.Add(tensor))
        {
            _rounded.Add(tensor);
            Dequantize(_quantized[tensor], tensor);
        }

        return tensor;
    }

    /// <summary>The values that the steps of a tensor stand for.</summary>
    private string Rounded(string tensor)
    {
        if (!_floats.Contains(tensor) || _rounded.Contains(tensor))
            return Float(tensor);
        var name = $"{Prefix}{tensor}/rounded";
        return _floats.Add(name) ? Dequantize(_quantized[tensor], name) : name;
    }

    private QuantizedTensor Quantize(string tensor) => _quantized.TryGetValue(tensor, out var known) ? known : AddQuantized(tensor, tensor, _plan.Range(tensor));

    private QuantizedTensor AddQuantized(string tensor, string values, ActivationRange range)
    {
        var scale = Store($"{Prefix}{tensor}/scale", DataType.Float, BitConverter.GetBytes(range.Scale));
        var zero = Store($"{Prefix}{tensor}/zero_point", DataType.Uint8, [range.ZeroPoint]);
        _nodes.Add(Node("QuantizeLinear", [values, scale, zero], NameOf(tensor)));
        return _quantized[tensor] = new QuantizedTensor(NameOf(tensor), scale, zero, range);
    }

    private string Dequantize(QuantizedTensor source, string name) => Dequantize(source.Name, source.Scale, source.ZeroPoint, name);

    private string Dequantize(string values, string scale, string zeroPoint, string name, params AttributeProto[] attributes)
    {
        _nodes.Add(Node("DequantizeLinear", [values, scale, zeroPoint], name, attributes));
        return name;
    }

    private string Store(string name, DataType type, ReadOnlySpan<byte> values, params long[] sides)
    {
        _added.Add(new TensorProto { Name = name, DataType = (int)type, Dims = { sides }, RawData = ByteString.CopyFrom(values) });
        return name;
    }

    private static string NameOf(string tensor) => $"{Prefix}{tensor}/quantized";

    private sealed record QuantizedTensor(string Name, string Scale, string ZeroPoint, ActivationRange Range);
}
