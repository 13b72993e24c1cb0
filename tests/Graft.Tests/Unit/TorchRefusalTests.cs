using Google.Protobuf;
using Graft.Tests.Support;
using Onnx;
using static Graft.Tests.Support.TorchRefusal;

namespace Graft.Tests.Unit;

/// <summary>Networks that cannot be trained: what is not known is named in one clear line.</summary>
public class TorchRefusalTests
{
    [Fact]
    public void All_operators_that_are_not_known_are_named_at_once()
    {
        Torch.Require();
        var network = new TestNetwork([0, 3, 8, 8]).Node("Elu", "a", ["x"]).Node("Erf", "b", ["a"]).Node("Elu", "c", ["b"]).Node("Relu", "d", ["c"]).Node("Other", "e", ["d"]);
        network.Model.Graph.Node[^1].Domain = "com.example";

        var message = Refused(network.Node("Flatten", "y", ["e"]));

        Assert.StartsWith("The network 'net' has operators that Graft cannot train: Elu (first in node 'node_a'), Erf (first in node 'node_b'), com.example.Other (first in node 'node_e'). It trains Add, AveragePool,", message);
        Assert.EndsWith("Train only the layers behind them, or keep the network frozen and train a classifier on its features.", message);
    }

    [Fact]
    public void Forms_that_are_not_known_are_named()
    {
        Torch.Require();
        Assert.Equal("The node 'node_n' (BatchNormalization) of the network 'net' normalises each place of a map by itself ('spatial' 0), which Graft does not train.", Refused(Normalised(7, ("spatial", 0))));
        Assert.Contains("normalises over the pictures of a batch", Refused(Normalised(15, ("training_mode", 1))), StringComparison.Ordinal);
        Assert.Contains("gives 'mask' besides its result", Refused(Flat(Picture(7).Node("Dropout", "d", ["x"]).And("mask").Node("Add", "n", ["d", "mask"]))), StringComparison.Ordinal);
        Assert.Contains("has mode 'wrap'; expected constant, reflect or edge", Refused(Flat(Picture(11).Shape("pads", 0, 0, 1, 0, 0, 0, 0, 0).Node("Pad", "n", ["x", "pads"], ("mode", "wrap")))), StringComparison.Ordinal);
        Assert.Contains("makes values of type Float16", Refused(Flat(Picture().Node("Cast", "n", ["x"], ("to", 10)))), StringComparison.Ordinal);
        Assert.Contains("has dilations, with which Graft does not average", Refused(Pool("AveragePool", ("dilations", new long[] { 2, 2 }))), StringComparison.Ordinal);
        Assert.Contains("has 2 outputs; expected one", Refused(Flat(Picture().Node("Relu", "n", ["x"])).Output("n")), StringComparison.Ordinal);
        Assert.Contains("takes 'x' of Int64 values", Refused(Retyped(Flat(Picture().Node("Relu", "n", ["x"])), 7)), StringComparison.Ordinal);
        Assert.Contains("does not depend on its inputs", Refused(new TestNetwork([0, 3]).Weights("w", 2, 3).Node("Relu", "y", ["w"])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_of_pictures_that_is_frozen_is_refused()
    {
        Torch.Require();
        var network = Picture().Shape("shape", 1, -1).Node("Reshape", "y", ["x", "shape"]);

        Assert.Equal(
            "The network 'net' has no row of features for each picture: 20 pictures give [1, 3840], 40 give [1, 7680]. Export it for any number of pictures, or take another layer.",
            Refused(network));
    }

    [Fact]
    public void Weights_that_cannot_be_trained_are_named()
    {
        Torch.Require();
        var halves = Picture();
        halves.Model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 10, Dims = { 4, 3, 1, 1 }, RawData = ByteString.CopyFrom(new byte[24]) });
        Assert.Contains("has weights 'w' of its node 'node_n' (Conv) that cannot be trained: they are of type Float16 instead of float32", Refused(Flat(halves.Node("Conv", "n", ["x", "w"]))), StringComparison.Ordinal);
        var numbers = Picture().Shape("w", 1, 2, 3);
        Assert.Contains("they are of type Int64 instead of float32", Refused(Flat(numbers.Node("Conv", "n", ["x", "w"]))), StringComparison.Ordinal);
        var quantised = Picture();
        quantised.Model.Graph.Initializer.Add(new TensorProto { Name = "q", DataType = 3, Dims = { 4, 3, 1, 1 }, RawData = ByteString.CopyFrom(new byte[12]) });
        quantised.Number("scale", 1).Node("DequantizeLinear", "w", ["q", "scale"]).Node("Conv", "n", ["x", "w"]);
        Assert.Contains("has weights 'w' of its node 'node_n' (Conv) that cannot be trained: they are not float32 values that the graph holds", Refused(Flat(quantised)), StringComparison.Ordinal);
        var limited = Picture().Weights("w", 3, 3, 1, 1).Node("Conv", "c", ["x", "w"]).Node("Clip", "n", ["c", "w"]);
        Assert.Contains("uses its weights 'w' as a constant too", Refused(Flat(limited)), StringComparison.Ordinal);
        var both = Picture().Weights("v", 3).Node("BatchNormalization", "n", ["x", "v", "v", "v", "v"]);
        Assert.Contains("uses 'v' both as trained values and as running mean or variance", Refused(Flat(both)), StringComparison.Ordinal);
    }

    private static TestNetwork Normalised(int opset, params (string, object)[] attributes)
    {
        var network = Picture(opset);
        foreach (var name in new[] { "scale", "shift", "mean", "variance" })
            network.Weights(name, 3);
        return Flat(network.Node("BatchNormalization", "n", ["x", "scale", "shift", "mean", "variance"], attributes));
    }

    private static TestNetwork Retyped(TestNetwork network, int type)
    {
        network.Model.Graph.Input[0].Type.TensorType.ElemType = type;
        return network;
    }
}
