using Graft.Tests.Support;
using Onnx;

namespace Graft.Tests.Unit;

/// <summary>A network with all that can be computed beforehand computed gives what it gave.</summary>
public sealed class FoldedGraphTests
{
    [Theory]
    [InlineData("BatchNormalization")]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("Add")]
    [InlineData("Sub")]
    public void What_is_linear_in_each_channel_becomes_part_of_a_convolution(string op)
    {
        var network = Convolution(SmallQuantizer.Network(), 5, "y");
        if (op == "BatchNormalization")
            network.Positive("scale", 5).Weights("shift", 5).Weights("mean", 5).Positive("variance", 5).Node(op, "z", ["y", "scale", "shift", "mean", "variance"]);
        else
            network.Positive("c", 5, 1, 1).Node(op, "z", op is "Mul" or "Add" ? ["c", "y"] : ["y", "c"]);
        network.Node("Relu", "end", ["z"]);

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal(["Conv", "Relu"], graph.Nodes.Select(node => node.OpType));
        AssertSame(network, graph, "end");
    }

    [Fact]
    public void A_chain_of_them_is_folded_link_by_link()
    {
        var network = Convolution(SmallQuantizer.Network(), 4, "y").Weights("c", 4, 1, 1).Number("one", 3)
            .Node("Mul", "product", ["y", "c"]).Node("Add", "sum", ["product", "one"])
            .Positive("scale", 4).Weights("shift", 4).Weights("mean", 4).Positive("variance", 4).Node("BatchNormalization", "end", ["sum", "scale", "shift", "mean", "variance"], ("epsilon", 0.01f));

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal(["Conv"], graph.Nodes.Select(node => node.OpType));
        AssertSame(network, graph, "end");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void So_it_does_of_a_matrix_product(int transposed)
    {
        var network = SmallQuantizer.Network().Node("GlobalAveragePool", "pool", ["x"]).Node("Flatten", "flat", ["pool"])
            .Weights("w", transposed == 1 ? [7, 3] : [3, 7]).Node("Gemm", "y", ["flat", "w"], ("transB", transposed)).Weights("c", 7).Node("Add", "end", ["y", "c"]);

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal(["GlobalAveragePool", "Flatten", "Gemm"], graph.Nodes.Select(node => node.OpType));
        AssertSame(network, graph, "end");
    }

    [Fact]
    public void What_somebody_else_looks_at_stays()
    {
        var network = Convolution(SmallQuantizer.Network(), 3, "y").Weights("c", 3, 1, 1).Node("Mul", "z", ["y", "c"]).Node("Add", "end", ["y", "z"]);

        Assert.Equal(["Conv", "Mul", "Add"], SmallQuantizer.Fold(network, "end").Nodes.Select(node => node.OpType));
        Assert.Equal(["Conv", "Mul"], SmallQuantizer.Fold(network, "y", "z").Nodes.Select(node => node.OpType));
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(1, 10)]
    public void Constants_along_other_sides_stay(long height, long width)
    {
        var network = Convolution(SmallQuantizer.Network(), 5, "y").Weights("c", height, 1, width).Node("Mul", "end", ["y", "c"]);
        if (width == 1)
            network.Model.Graph.Initializer[^1].Dims[0] = 5;

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal(width == 1 ? ["Conv"] : ["Conv", "Mul"], graph.Nodes.Select(node => node.OpType));
        AssertSame(network, graph, "end");
    }

    [Fact]
    public void Constants_stay_that_lie_along_the_depth_of_a_volume()
    {
        var network = SmallQuantizer.Network().Shape("axis", 1).Node("Unsqueeze", "volume", ["x", "axis"]).Weights("w", 3, 1, 1, 3, 3).Node("Conv", "y", ["volume", "w"])
            .Weights("c", 3, 1, 1).Node("Add", "end", ["y", "c"]);

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal(["Unsqueeze", "Conv", "Add"], graph.Nodes.Select(node => node.OpType));
        AssertSame(network, graph, "end");
    }

    [Fact]
    public void Zeros_around_maps_become_part_of_the_convolution_exactly()
    {
        var network = SmallQuantizer.Network().Shape("pads", 0, 0, 1, 2, 0, 0, 3, 0).Number("zero", 0).Node("Pad", "padded", ["x", "pads", "zero"]).Weights("w", 4, 3, 3, 3)
            .Node("Conv", "end", ["padded", "w"], ("pads", new long[] { 1, 0, 0, 1 }));

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal([2L, 2, 3, 1], Assert.Single(graph.Nodes).Attribute.Single(attribute => attribute.Name == "pads").Ints);
        AssertSame(network, graph, "end");
    }

    [Theory]
    [InlineData("a value", 0, 0)]
    [InlineData("channels", 0, 1)]
    [InlineData("a mirror", 0, 0)]
    public void Other_padding_stays(string what, long batch, long channel)
    {
        var network = SmallQuantizer.Network().Shape("pads", batch, channel, 1, 1, 0, 0, 1, 1).Number("value", what == "a value" ? 1 : 0)
            .Node("Pad", "padded", ["x", "pads", "value"], ("mode", what == "a mirror" ? "reflect" : "constant")).Weights("w", 4, 3 + channel, 3, 3).Node("Conv", "end", ["padded", "w"]);

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal(["Pad", "Conv"], graph.Nodes.Select(node => node.OpType));
        AssertSame(network, graph, "end");
    }

    [Fact]
    public void Shapes_written_as_arithmetic_are_computed_once()
    {
        var network = SmallQuantizer.Network().Shape("half", 0, 0, 1).Shape("end_half", 0, 0, 2).Shape("two", 2)
            .Node("Concat", "start", ["half", "zero1"], ("axis", 0)).Shape("zero1", 1).Node("Concat", "stop", ["end_half", "two"], ("axis", 0)).Node("Concat", "pads", ["start", "stop"], ("axis", 0))
            .Node("Pad", "padded", ["x", "pads"]).Weights("w", 4, 3, 3, 3).Node("Conv", "end", ["padded", "w"]);

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal(["Conv"], graph.Nodes.Select(node => node.OpType));
        AssertSame(network, graph, "end");
    }

    [Fact]
    public void Constants_of_other_types_stay_what_their_nodes_make_and_the_rest_is_folded()
    {
        var network = SmallQuantizer.Network().Number("one", 1).Number("two", 2).Number("three", 3).Node("Less", "condition", ["one", "two"]).Node("Add", "sum", ["one", "two"])
            .Node("Mul", "scaled", ["x", "sum"]).Node("Where", "end", ["condition", "scaled", "three"]);

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal(["Less", "Mul", "Where"], graph.Nodes.Select(node => node.OpType));
        AssertSame(network, graph, "end");
    }

    [Fact]
    public void What_does_nothing_is_left_out_but_for_a_result()
    {
        var network = Convolution(SmallQuantizer.Network(), 3, "y").Node("Dropout", "dropped", ["y"]).Node("Identity", "same", ["dropped"]).Node("Relu", "relu", ["same"]).Node("Identity", "end", ["relu"]);

        var graph = SmallQuantizer.Fold(network, "end");

        Assert.Equal(["Conv", "Relu", "Identity"], graph.Nodes.Select(node => node.OpType));
        AssertSame(network, graph, "end");
    }

    [Fact]
    public void What_a_branch_reads_keeps_its_name()
    {
        var network = Convolution(SmallQuantizer.Network(), 3, "y").Node("Identity", "same", ["y"])
            .Node("ReduceMean", "mean", ["x"], ("keepdims", 0)).Number("half", 0.5f).Node("Greater", "isBright", ["mean", "half"]).Node("If", "end", ["isBright"]);
        foreach (var branch in (string[])["then_branch", "else_branch"])
        {
            var inside = new GraphProto { Name = branch, Node = { new NodeProto { OpType = branch == "then_branch" ? "Relu" : "Neg", Input = { "same" }, Output = { branch } } }, Output = { new ValueInfoProto { Name = branch } } };
            network.Model.Graph.Node[^1].Attribute.Add(new AttributeProto { Name = branch, Type = AttributeProto.Types.AttributeType.Graph, G = inside });
        }

        var graph = SmallQuantizer.Fold(network, "end");
        graph.Rename(tensor => $"new {tensor}");

        Assert.Contains(graph.Nodes, node => node.Output[0] == "same");
        Assert.Contains(graph.Nodes, node => node.Output[0] == "new mean");
        AssertSame(network, graph, "end");
    }

    private static TestNetwork Convolution(TestNetwork network, int channels, string name) =>
        network.Weights("w", channels, 3, 3, 3).Weights("b", channels).Node("Conv", name, ["x", "w", "b"]);

    private static void AssertSame(TestNetwork network, FoldedGraph graph, string tensor)
    {
        var picture = SmallQuantizer.Pictures(1)[0];
        var expected = Network.Run(network.Model, [tensor], picture, [1, 3, SmallQuantizer.Side, SmallQuantizer.Side])[0];
        var actual = SmallQuantizer.Run(graph.ToModel(graph.Nodes, [tensor]), picture);
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));
    }
}
