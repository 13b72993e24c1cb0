using System.Runtime.InteropServices;
using Graft.Tests.Support;
using static TorchSharp.torch;

namespace Graft.Tests.Unit;

/// <summary>Gradients of converted networks against central differences, in double.</summary>
public class TorchGradientTests
{
    private const double Step = 1e-6;
    private const int EntriesOfEach = 8;

    private static readonly long[] Pictures = [3, 3, 12, 10];

    /// <summary>Layers of all kinds; rectifiers behind what two nodes read, and behind what nobody else does.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_layer_passes_gradients_on(bool updatesStatistics)
    {
        Torch.Require();
        var network = new TestNetwork([0, .. Pictures[1..]]);
        network.Weights("conv_w", 6, 3, 3, 3).Weights("conv_b", 6).Node("Conv", "conv", ["x", "conv_w", "conv_b"], ("pads", new long[] { 0, 0, 1, 1 }), ("strides", new long[] { 1, 1 }));
        foreach (var name in new[] { "scale", "shift", "mean" })
            network.Weights(name, 6);
        network.Model.Graph.Initializer.Add(OnnxNodes.Values("variance", TorchRun.Values([6], least: 0.5f).SelectMany(BitConverter.GetBytes).ToArray(), 6));
        network.Node("BatchNormalization", "norm", ["conv", "scale", "shift", "mean", "variance"], ("epsilon", 0.01f)).Node("Relu", "relu", ["norm"])
            .Weights("deep_w", 6, 1, 3, 3).Node("Conv", "deep", ["relu", "deep_w"], ("group", 6), ("auto_pad", "SAME_UPPER")).Node("Relu", "deep_relu", ["deep"])
            .Node("Add", "sum", ["deep_relu", "norm"]).Node("Relu", "sum_relu", ["sum"]).Weights("slope", 6, 1, 1).Node("PRelu", "prelu", ["deep", "slope"])
            .Node("MaxPool", "max", ["sum_relu"], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 0, 1, 1 }))
            .Node("AveragePool", "average", ["prelu"], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 0, 1, 1 }))
            .Node("Concat", "both", ["max", "average"], ("axis", 1)).Node("LRN", "near", ["both"], ("size", 3), ("alpha", 0.5f))
            .Number("least", -0.4f).Number("most", 1.1f).Node("Clip", "clip", ["near", "least", "most"]).Node("HardSigmoid", "gate", ["clip"]).Node("Mul", "gated", ["both", "gate"])
            .Shape("pads", 0, 0, 1, 0, 0, 0, 0, 1).Node("Pad", "padded", ["gated", "pads"], ("mode", "reflect")).Node("GlobalAveragePool", "pooled", ["padded"]).Node("Flatten", "flat", ["pooled"])
            .Weights("turned_w", 7, 12).Node("Transpose", "turned", ["turned_w"]).Weights("dense_b", 7).Node("Gemm", "dense", ["flat", "turned", "dense_b"], ("alpha", 2f))
            .Node("Tanh", "tanh", ["dense"]).Weights("out_w", 7, 5).Weights("out_b", 5).Node("MatMul", "product", ["tanh", "out_w"]).Node("Add", "biased", ["product", "out_b"])
            .Node("Softmax", "soft", ["biased"]).Node("LpNormalization", "y", ["soft"], ("axis", 1)).Output("y");

        AssertGradients(network, new ForwardMode(UpdatesStatistics: updatesStatistics), weightCount: 10);
    }

    /// <summary>The signed root has an infinite slope at 0, where rectifiers leave most values.</summary>
    [Fact]
    public void Signed_roots_have_gradients_where_values_are_0()
    {
        Torch.Require();
        var network = new TestNetwork([0, .. Pictures[1..]]).Weights("w", 6, 3, 3, 3).Node("Conv", "conv", ["x", "w"], ("strides", new long[] { 4, 4 })).Node("Relu", "map", ["conv"]).Output("map");
        using var folder = new TempFolder();
        var model = BackboneModel.Open(network.Save(folder["net.onnx"]));
        var recipe = new Preprocessing { Width = 10, Height = 12 };
        foreach (var pool in Enum.GetValues<FeaturePool>())
        {
            var shaping = new FeatureShaping { Pool = pool, Normalize = FeatureNormalization.SqrtL2, Flip = true };
            AssertGradients(model.Prepare(new FeatureOptions { Preprocessing = recipe, Shaping = shaping }).Model, default, weightCount: 1, pictureCount: 4);
        }
    }

    private static void AssertGradients(TestNetwork network, ForwardMode mode, int weightCount) => AssertGradients(network.Model, mode, weightCount, pictureCount: 3);

    private static void AssertGradients(Onnx.ModelProto model, ForwardMode mode, int weightCount, int pictureCount)
    {
        using var scope = NewDisposeScope();
        using var network = TorchNetwork.Of(model, "net", ScalarType.Float64);
        long[] shape = [pictureCount, .. Pictures[1..]];
        var pictures = tensor(TorchRun.Values(shape), shape).to_type(ScalarType.Float64);
        manual_seed(5);
        var factors = randn_like(network.Forward([pictures]));

        Loss().backward();

        Assert.Equal(weightCount, network.Weights.Length);
        var random = new Random(4);
        foreach (var weight in network.Weights)
        {
            var gradient = weight.Value.grad!.data<double>().ToArray();
            Assert.Contains(gradient, value => value != 0);
            using var without = no_grad();
            for (var i = 0; i < EntriesOfEach; i++)
            {
                var entry = random.Next(gradient.Length);
                var value = Values()[entry];
                Values()[entry] = value + Step;
                var above = Loss().item<double>();
                Values()[entry] = value - Step;
                var below = Loss().item<double>();
                Values()[entry] = value;
                var expected = (above - below) / (2 * Step);
                Assert.True(Math.Abs(expected - gradient[entry]) <= 1e-7 + (1e-5 * Math.Abs(expected)), $"{weight.Name}[{entry}]: {gradient[entry]}, expected {expected}");
            }

            Span<double> Values() => MemoryMarshal.Cast<byte, double>(weight.Value.bytes);
        }

        Tensor Loss() => (network.Forward([pictures], mode) * factors).sum();
    }
}
