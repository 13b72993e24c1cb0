using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Graft.Tests.Support;

/// <summary>
/// Computes each operator of a quantised network with whole numbers, from what ONNX Runtime gave for its inputs, and says
/// by how many steps ONNX Runtime's result is off. Written from the operators' definitions, with nothing of the product.
/// </summary>
internal sealed class IntegerEmulation
{
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly Dictionary<string, NodeProto> _producers;
    private readonly ModelProto _model;
    private readonly Dictionary<string, (byte[] Values, int[] Shape)> _bytes = [];
    private readonly Dictionary<string, (float[] Values, int[] Shape)> _floats = [];

    private IntegerEmulation(ModelProto model)
    {
        _model = model;
        _constants = model.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        _producers = model.Graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node);
    }

    /// <summary>The largest difference of each operator's results, in steps, by the operator's name; moved values must be the same.</summary>
    public static Dictionary<string, int> Differences(ModelProto model, float[] picture)
    {
        var emulation = new IntegerEmulation(model);
        emulation.Run(picture);
        var differences = new Dictionary<string, int>();
        foreach (var node in model.Graph.Node.Where(node => emulation._bytes.ContainsKey(node.Output[0])))
        {
            var (name, expected) = emulation.Expected(node);
            var actual = emulation._bytes[node.Output[0]].Values;
            Assert.Equal(expected.Length, actual.Length);
            var largest = expected.Zip(actual, (left, right) => Math.Abs(left - right)).Max();
            differences[name] = Math.Max(largest, differences.GetValueOrDefault(name));
        }

        return differences;
    }

    /// <summary>Every tensor of whole numbers, and the floats that were rounded to some of them.</summary>
    private void Run(float[] picture)
    {
        var types = _model.Graph.Node.Where(node => node.OpType == "QuantizeLinear").Select(node => node.Output[0]).ToHashSet();
        foreach (var node in _model.Graph.Node.Where(node => node.OpType is "MaxPool" or "Concat" or "Flatten" or "Reshape" or "Transpose" && node.Input.All(types.Contains)).ToList())
            types.Add(node.Output[0]);
        var copy = _model.Clone();
        copy.Graph.Output.Clear();
        copy.Graph.Output.AddRange(types.Select(name => new ValueInfoProto { Name = name }));
        using var session = OnnxSession.Create(Google.Protobuf.MessageExtensions.ToByteArray(copy), ".", "test", new BackboneOptions { Threads = 1 });
        var sides = session.InputMetadata.Single().Value.Dimensions;
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(picture, [1, sides[1], sides[2], sides[3]]);
        using var values = session.Run(options, [session.InputMetadata.Single().Key], [input], [.. types]);
        _floats[session.InputMetadata.Single().Key] = (picture, [1, sides[1], sides[2], sides[3]]);
        foreach (var (i, name) in types.Index())
            _bytes[name] = (values[i].GetTensorDataAsSpan<byte>().ToArray(), [.. values[i].GetTensorTypeAndShape().Shape.Select(side => (int)side)]);
    }

    private (string Name, int[] Values) Expected(NodeProto node)
    {
        if (node.OpType != "QuantizeLinear")
            return (node.OpType, Moved(node));
        var (scale, zero) = (Floats(node.Input[1])[0], (int)_constants[node.Input[2]].RawData[0]);
        if (_floats.TryGetValue(node.Input[0], out var floats))
            return ("QuantizeLinear", [.. floats.Values.Select(value => Step(value, scale, zero))]);
        var made = _producers[node.Input[0]];
        return (made.OpType, [.. Real(made).Select(value => Step(value, scale, zero))]);
    }

    private static int Step(double value, float scale, int zero) => (int)Math.Clamp(Math.Round(value / scale, MidpointRounding.ToEven) + zero, 0, 255);

    private double[] Real(NodeProto node) => node.OpType switch
    {
        "Conv" => Convolution(node),
        "Gemm" => Product(node, Find(node, "transB", 0) == 1),
        "MatMul" => Product(node, false),
        "Add" => [.. Values(node.Input[0]).Zip(Values(node.Input[1]), (left, right) => left + right)],
        "Mul" => [.. Values(node.Input[0]).Zip(Values(node.Input[1]), (left, right) => left * right)],
        "Concat" => Joined([.. node.Input.Select(Values)], [.. node.Input.Select(input => Source(input).Shape)]),
        "AveragePool" => Averages(node),
        "GlobalAveragePool" => Means(node),
        _ => throw new NotSupportedException(node.OpType),
    };

    private int[] Moved(NodeProto node)
    {
        var inputs = node.Input.Where(_bytes.ContainsKey).Select(input => _bytes[input]).ToArray();
        return node.OpType switch
        {
            "Flatten" or "Reshape" => Array.ConvertAll(inputs[0].Values, value => (int)value),
            "Concat" => [.. Joined([.. inputs.Select(input => Array.ConvertAll(input.Values, value => (double)value))], [.. inputs.Select(input => input.Shape)]).Select(value => (int)value)],
            "MaxPool" => [.. Windows(node, inputs[0].Shape, Ints(node, "kernel_shape")!).Select(window => window.Max(place => place < 0 ? 0 : (int)inputs[0].Values[place]))],
            _ => throw new NotSupportedException(node.OpType),
        };
    }

    /// <summary>Whole numbers and their steps behind a tensor that stands for them.</summary>
    private (int[] Whole, int[] Shape, float Scale) Source(string tensor)
    {
        var node = _producers[tensor];
        Assert.Equal("DequantizeLinear", node.OpType);
        var (values, shape) = _bytes[node.Input[0]];
        var zero = (int)_constants[node.Input[2]].RawData[0];
        return (Array.ConvertAll(values, value => value - zero), shape, Floats(node.Input[1])[0]);
    }

    private double[] Values(string tensor) => Source(tensor) is var source ? Array.ConvertAll(source.Whole, value => value * (double)source.Scale) : [];

    private (sbyte[] Values, int[] Shape, float[] Scales) Weights(string tensor)
    {
        var node = _producers[tensor];
        var held = _constants[node.Input[0]];
        Assert.Equal((int)DataType.Int8, held.DataType);
        return (MemoryMarshal.Cast<byte, sbyte>(held.RawData.Span).ToArray(), [.. held.Dims.Select(side => (int)side)], Floats(node.Input[1]));
    }

    private int[] Bias(NodeProto node, int channels) =>
        node.Input.Count < 3 ? new int[channels] : MemoryMarshal.Cast<byte, int>(_constants[_producers[node.Input[2]].Input[0]].RawData.Span).ToArray();

    private double[] Convolution(NodeProto node)
    {
        var (input, shape, scale) = Source(node.Input[0]);
        var (weights, sides, scales) = Weights(node.Input[1]);
        var bias = Bias(node, sides[0]);
        var (groups, result) = (Find(node, "group", 1), new List<double>());
        var windows = Windows(node, [1, 1, shape[2], shape[3]], [sides[2], sides[3]]);
        for (var channel = 0; channel < sides[0]; channel++)
        {
            foreach (var window in windows)
            {
                long sum = bias[channel];
                for (var k = 0; k < sides[1]; k++)
                {
                    var plane = ((channel / (sides[0] / groups) * sides[1]) + k) * shape[2] * shape[3];
                    for (var i = 0; i < window.Length; i++)
                        sum += window[i] < 0 ? 0 : (long)input[plane + window[i]] * weights[(channel * sides[1] + k) * window.Length + i];
                }

                result.Add(sum * ((double)scale * scales[channel]));
            }
        }

        return [.. result];
    }

    private double[] Product(NodeProto node, bool isTransposed)
    {
        var (input, _, scale) = Source(node.Input[0]);
        var (weights, sides, scales) = Weights(node.Input[1]);
        var (length, channels) = isTransposed ? (sides[1], sides[0]) : (sides[0], sides[1]);
        var bias = Bias(node, channels);
        return [.. Enumerable.Range(0, channels).Select(channel =>
            Enumerable.Range(0, length).Aggregate((long)bias[channel], (sum, k) => sum + (long)input[k] * weights[isTransposed ? channel * length + k : k * channels + channel]) * ((double)scale * scales[channel]))];
    }

    private double[] Averages(NodeProto node)
    {
        var (shape, values) = (Source(node.Input[0]).Shape, Values(node.Input[0]));
        var withPads = Find(node, "count_include_pad", 0) == 1;
        return [.. Windows(node, shape, Ints(node, "kernel_shape")!).Select(window => window.Sum(place => place < 0 ? 0 : values[place]) / (withPads ? window.Length : window.Count(place => place >= 0)))];
    }

    private double[] Means(NodeProto node)
    {
        var (shape, values) = (Source(node.Input[0]).Shape, Values(node.Input[0]));
        return [.. values.Chunk(shape[2] * shape[3]).Select(plane => plane.Average())];
    }

    /// <summary>Of one picture, along the channels.</summary>
    private static double[] Joined(double[][] parts, int[][] shapes)
    {
        Assert.All(shapes, shape => Assert.Equal(1, shape[0]));
        return [.. parts.SelectMany(part => part)];
    }

    /// <summary>For each value of the output, the places of the input that its window covers; -1 beyond the edge.</summary>
    private static List<int[]> Windows(NodeProto node, int[] shape, int[] kernel)
    {
        var (strides, dilations, pads) = (Ints(node, "strides") ?? [1, 1], Ints(node, "dilations") ?? [1, 1], Ints(node, "pads") ?? [0, 0, 0, 0]);
        var (height, width) = (shape[2], shape[3]);
        var rows = (height + pads[0] + pads[2] - (dilations[0] * (kernel[0] - 1)) - 1) / strides[0] + 1;
        var columns = (width + pads[1] + pads[3] - (dilations[1] * (kernel[1] - 1)) - 1) / strides[1] + 1;
        var windows = new List<int[]>();
        for (var plane = 0; plane < shape[0] * shape[1]; plane++)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    windows.Add([.. from y in Enumerable.Range(0, kernel[0])
                                    from x in Enumerable.Range(0, kernel[1])
                                    let top = row * strides[0] - pads[0] + y * dilations[0]
                                    let left = column * strides[1] - pads[1] + x * dilations[1]
                                    select top < 0 || left < 0 || top >= height || left >= width ? -1 : (plane * height + top) * width + left]);
                }
            }
        }

        return windows;
    }

    private float[] Floats(string constant) => MemoryMarshal.Cast<byte, float>(_constants[constant].RawData.Span).ToArray();

    private static int Find(NodeProto node, string name, int standard) => (int)(node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.I ?? standard);

    private static int[]? Ints(NodeProto node, string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name) is { } found ? [.. found.Ints.Select(value => (int)value)] : null;
}
