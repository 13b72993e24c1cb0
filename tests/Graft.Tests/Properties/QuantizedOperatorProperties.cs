using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

/// <summary>Each operator of a quantised network, as ONNX Runtime computes it, against whole numbers: at most one step apart.</summary>
public sealed class QuantizedOperatorProperties
{
    private static readonly RangeMethod[] Methods = Enum.GetValues<RangeMethod>();

    [Fact]
    public void Convolutions()
    {
        var cases =
            from groups in Gen.Elements(1, 1, 2, 4)
            from inputs in Gen.Choose(1, 3)
            from outputs in Gen.Choose(1, 4)
            from kernel in Gen.Elements(1, 2, 3)
            from stride in Gen.Choose(1, 2)
            from dilation in Gen.Choose(1, 2)
            from pads in Gen.Choose(0, 2).Four()
            from activation in Gen.Elements("", "Relu", "Clip")
            from hasBias in Gen.Elements(true, false)
            from method in Gen.Elements(Methods)
            from seed in Gen.Choose(1, 10_000)
            select (groups, inputs, outputs, kernel, stride, dilation, pads, activation, hasBias, method, seed);
        Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var network = First(SmallQuantizer.Network(), it.groups * it.inputs)
                .Weights("w", it.groups * it.outputs, it.inputs, it.kernel, it.kernel).Weights("b", it.groups * it.outputs)
                .Node("Conv", "y", it.hasBias ? ["a", "w", "b"] : ["a", "w"], ("group", it.groups), ("strides", new long[] { it.stride, it.stride }),
                    ("dilations", new long[] { it.dilation, it.dilation }), ("pads", new long[] { it.pads.Item1, it.pads.Item2, it.pads.Item3, it.pads.Item4 }));
            if (it.activation == "Clip")
                network.Number("low", 0).Number("high", 0.3f).Node("Clip", "z", ["y", "low", "high"]);
            else if (it.activation.Length > 0)
                network.Node(it.activation, "z", ["y"]);
            Within(network, it.activation.Length > 0 ? "z" : "y", "Conv", it.method, it.seed);
        }).Holds(cases: 150);
    }

    [Fact]
    public void Convolutions_of_each_channel_by_itself()
    {
        var cases =
            from channels in Gen.Choose(2, 20)
            from stride in Gen.Choose(1, 2)
            from seed in Gen.Choose(1, 10_000)
            select (channels, stride, seed);
        Prop.ForAll(cases.ToArbitrary(), it => Within(
            First(SmallQuantizer.Network(), it.channels).Weights("w", it.channels, 1, 3, 3)
                .Node("Conv", "y", ["a", "w"], ("group", it.channels), ("strides", new long[] { it.stride, it.stride }), ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", "z", ["y"]),
            "z", "Conv", RangeMethod.MinMax, it.seed)).Holds(cases: 50);
    }

    [Fact]
    public void Matrix_products()
    {
        var cases =
            from units in Gen.Choose(1, 20)
            from kind in Gen.Elements("Gemm", "transposed", "MatMul")
            from hasBias in Gen.Elements(true, false)
            from seed in Gen.Choose(1, 10_000)
            select (units, kind, hasBias, seed);
        Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var length = 4L * SmallQuantizer.Side * SmallQuantizer.Side;
            var network = First(SmallQuantizer.Network(), 4).Node("Flatten", "flat", ["a"]).Weights("b", it.units);
            if (it.kind == "MatMul")
                network.Weights("w", length, it.units).Node("MatMul", "y", ["flat", "w"]);
            else
                network.Weights("w", it.kind == "Gemm" ? [length, it.units] : [it.units, length]).Node("Gemm", "y", it.hasBias ? ["flat", "w", "b"] : ["flat", "w"], ("transB", it.kind == "Gemm" ? 0 : 1));
            Within(network.Weights("last", it.units, 2).Node("Gemm", "end", ["y", "last"]), "end", it.kind == "MatMul" ? "MatMul" : "Gemm", RangeMethod.MinMax, it.seed);
        }).Holds(cases: 60);
    }

    [Fact]
    public void Sums_products_and_joins_of_tensors_with_steps_of_their_own()
    {
        var cases =
            from op in Gen.Elements("Add", "Mul", "Concat")
            from channels in Gen.Choose(1, 9)
            from isRectified in Gen.Elements(true, false)
            from method in Gen.Elements(Methods)
            from seed in Gen.Choose(1, 10_000)
            select (op, channels, isRectified, method, seed);
        Prop.ForAll(cases.ToArbitrary(), it =>
        {
            // The first tensor is looked at twice, so that a Concat cannot give it steps of its own choice.
            var network = First(SmallQuantizer.Network(), it.channels).Weights("w", it.channels, it.channels, 1, 1).Node("Conv", "b", ["a", "w"]);
            network = it.op == "Concat" ? network.Node("Concat", "y", ["a", "b"], ("axis", 1)) : network.Node(it.op, "y", ["a", "b"]);
            if (it.isRectified)
                network.Node("Relu", "z", ["y"]);
            var width = it.op == "Concat" ? 2 * it.channels : it.channels;
            Within(network.Weights("last", 2, width, 1, 1).Node("Conv", "end", [it.isRectified ? "z" : "y", "last"]), "end", it.op, it.method, it.seed);
        }).Holds(cases: 100);
    }

    [Fact]
    public void Pools()
    {
        var cases =
            from op in Gen.Elements("MaxPool", "AveragePool", "GlobalAveragePool")
            from channels in Gen.Choose(1, 9)
            from kernel in Gen.Choose(1, 3)
            from stride in Gen.Choose(1, 2)
            from pad in Gen.Choose(0, 1)
            from withPads in Gen.Choose(0, 1)
            from seed in Gen.Choose(1, 10_000)
            select (op, channels, kernel, stride, pad: Math.Min(pad, kernel - 1), withPads, seed);
        Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var network = First(SmallQuantizer.Network(), it.channels);
            var (kernel, strides, pads) = (("kernel_shape", (object)new long[] { it.kernel, it.kernel }), ("strides", (object)new long[] { it.stride, it.stride }), ("pads", (object)new long[] { it.pad, it.pad, it.pad, it.pad }));
            network = it.op switch
            {
                "MaxPool" => network.Node("MaxPool", "y", ["a"], kernel, strides, pads),
                "AveragePool" => network.Node("AveragePool", "y", ["a"], kernel, strides, pads, ("count_include_pad", it.withPads)),
                _ => network.Node("GlobalAveragePool", "y", ["a"]),
            };
            Within(network.Weights("last", 2, it.channels, 1, 1).Node("Conv", "end", ["y", "last"]), "end", it.op, RangeMethod.MinMax, it.seed);
        }).Holds(cases: 100);
    }

    /// <summary>A convolution to begin with, so that what follows takes whole numbers.</summary>
    private static TestNetwork First(TestNetwork network, int channels) =>
        network.Weights("first", channels, 3, 3, 3).Weights("first_bias", channels).Node("Conv", "a", ["x", "first", "first_bias"], ("pads", new long[] { 1, 1, 1, 1 }));

    private static void Within(TestNetwork network, string output, string op, RangeMethod method, int seed)
    {
        var graph = SmallQuantizer.Fold(network, output);
        var pictures = SmallQuantizer.Pictures(3, seed);
        var variant = SmallQuantizer.Measure(graph, pictures[..2]);
        var model = QuantizedGraph.Build(graph, variant.Plan(method, new HashSet<string>()), [output]);
        // A picture that ranges were not learnt from, larger too, so that some values are cut off.
        var differences = IntegerEmulation.Differences(model, Array.ConvertAll(pictures[2], value => value * 1.5f));
        Assert.Contains(op, differences.Keys);
        Assert.All(differences, difference => Assert.True(difference.Value <= (difference.Key is "MaxPool" or "Flatten" ? 0 : 1), $"{difference.Key}: {difference.Value} steps"));
    }
}
