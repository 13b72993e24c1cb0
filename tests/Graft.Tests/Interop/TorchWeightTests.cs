using Graft.Tests.Support;
using static Graft.Tests.Support.TorchCase;

namespace Graft.Tests.Interop;

/// <summary>What is trained of a network, and what is constant.</summary>
public class TorchWeightTests
{
    private static readonly long[] Map = [2, 6, 9, 7];
    private static readonly long[] Flat = [3, 8];

    /// <summary>Weights that nodes turn first are trained all the same; shapes written as arithmetic, and nodes that hold weights, are no hindrance.</summary>
    [Fact]
    public void Weights_on_a_way_and_constants()
    {
        Torch.Require();
        var turned = Take(Flat).Weights("w", 5, 8).Node("Identity", "i", ["w"]).Node("Transpose", "t", ["i"]).Node("MatMul", "y", ["x", "t"]);
        Assert.Equal([Matrix("w")], Check(turned, Flat));
        var reshaped = Take(Map).Weights("w", 24, 9).Shape("shape", 4, 6, 3, 3).Node("Reshape", "filters", ["w", "shape"]).Weights("gain", 4, 1, 1, 1).Node("Mul", "scaled", ["filters", "gain"])
            .Weights("b", 4).Node("Conv", "y", ["x", "scaled", "b"]);
        Assert.Equal([Matrix("w"), Matrix("gain"), ("b", TorchWeightRole.Bias)], Check(reshaped, Map));
        var values = new TestNetwork([1]).Weights("", 8, 5).Model.Graph.Initializer[0];
        Assert.Equal([Matrix("held")], Check(Take(Flat).Node("Constant", "held", [], ("value", values)).Node("MatMul", "y", ["x", "held"]), Flat));
        var pads = Take(Map).Shape("length", 4).Node("ConstantOfShape", "zeros", ["length"], ("value", TestNetwork.Numbers("", 0))).Shape("ends", 0, 0, 1, 2)
            .Node("Concat", "pads", ["zeros", "ends"], ("axis", 0)).Node("Cast", "cast", ["pads"], ("to", 7)).Node("Pad", "y", ["x", "cast"]);
        Assert.Empty(Check(pads, Map));
        var twice = Take(Map).Weights("w", 6, 6, 1, 1).Node("Conv", "once", ["x", "w"]).Node("Conv", "y", ["once", "w"]);
        Assert.Equal([Matrix("w")], Check(twice, Map));

        static (string, TorchWeightRole) Matrix(string name) => (name, TorchWeightRole.Matrix);
    }

    [Fact]
    public void What_is_trained_and_what_is_not()
    {
        Torch.Require();
        var network = Take([2, 3, 9, 7]).Weights("mean", 3, 1, 1).Weights("scale", 1, 3, 1, 1).Node("Add", "shifted", ["x", "mean"]).Node("Mul", "scaled", ["shifted", "scale"])
            .Weights("w", 4, 3, 3, 3).Weights("b", 4).Node("Conv", "conv", ["scaled", "w", "b"]).Weights("shift", 4, 1, 1).Node("Add", "added", ["conv", "shift"])
            .Weights("factor", 1, 4, 1, 1).Node("Mul", "product", ["added", "factor"]).Number("half", 0.5f).Node("Mul", "halved", ["product", "half"])
            .Weights("picture", 1, 4, 7, 5).Node("Sub", "subtracted", ["halved", "picture"]).Node("Flatten", "flat", ["subtracted"])
            .Weights("matrix", 140, 5).Node("MatMul", "dense", ["flat", "matrix"]).Weights("bias", 5).Node("Add", "y", ["dense", "bias"]);
        Assert.Equal(
            [("w", TorchWeightRole.Matrix), ("b", TorchWeightRole.Bias), ("shift", TorchWeightRole.Bias), ("factor", TorchWeightRole.Bias), ("matrix", TorchWeightRole.Matrix), ("bias", TorchWeightRole.Bias)],
            Check(network, [2, 3, 9, 7]));
        var normalised = Statistics(Take(Map), 6).Node("BatchNormalization", "y", ["x", "scale", "bias", "mean", "variance"]);
        Assert.Equal([("scale", TorchWeightRole.Norm), ("bias", TorchWeightRole.Norm)], Check(normalised, Map));
    }
}
