namespace Graft.Tests.Support;

/// <summary>One operator, or a few, in PyTorch and in ONNX Runtime.</summary>
internal static class TorchCase
{
    private const double Tolerance = 2e-6;

    /// <summary>A network that takes tensors of a shape, any number of them.</summary>
    public static TestNetwork Take(long[] shape, int opset = 13) => new([0, .. shape[1..]], opset);

    /// <summary>Adds what a batch normalisation needs.</summary>
    public static TestNetwork Statistics(TestNetwork network, long channels)
    {
        network.Weights("scale", channels).Weights("bias", channels).Weights("mean", channels);
        network.Model.Graph.Initializer.Add(OnnxNodes.Values("variance", TorchRun.Values([channels], least: 0.5f).SelectMany(BitConverter.GetBytes).ToArray(), channels));
        return network;
    }

    /// <summary>Makes rows of <c>y</c>, computes them both ways, and returns what would be trained.</summary>
    public static (string Name, TorchWeightRole Role)[] Check(TestNetwork network, long[] shape)
    {
        var what = string.Join("; ", network.Model.Graph.Node.Where(node => node.OpType != "Constant"));
        network.Node("Flatten", "rows", ["y"]).Output("rows");
        var before = network.Model.Clone();
        var values = TorchRun.Values(shape);
        var expected = TorchRun.Onnx(network.Model, values, shape);

        using var converted = TorchNetwork.Of(network.Model, "net");
        var actual = TorchRun.Forward(converted, values, shape);

        Network.AssertClose(expected, actual, Tolerance, what);
        Assert.Equal(before, network.Model);
        return [.. converted.Weights.Select(weight => (weight.Name, weight.Role))];
    }
}
