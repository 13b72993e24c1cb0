using System.Runtime.InteropServices;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>Channels of like ranges between two layers.</summary>
public sealed class EqualizationTests
{
    [Theory]
    [InlineData("Relu")]
    [InlineData("Clip")]
    public void The_network_stays_what_it_is_and_its_error_becomes_less(string activation)
    {
        var network = Depthwise(activation);
        var pictures = SmallQuantizer.Pictures(8);
        var graph = SmallQuantizer.Fold(network, "end");
        var plain = SmallQuantizer.Measure(graph, pictures);
        Assert.True(Equalization.IsNeeded(graph, plain.Units));

        var equalized = plain.Equalize(SmallQuantizer.Fold(network, "end"), SmallQuantizer.Input(pictures), _ => { });

        var (before, after) = (0.0, 0.0);
        foreach (var picture in pictures)
        {
            var expected = SmallQuantizer.Run(plain.InFloat(["end"]), picture);
            Assert.InRange(FeatureError.Relative(expected, SmallQuantizer.Run(equalized.InFloat(["end"]), picture)), 0, 1e-5);
            before += FeatureError.Relative(expected, Quantized(plain, picture));
            after += FeatureError.Relative(expected, Quantized(equalized, picture));
        }

        Assert.True(after < 0.8 * before, $"{after} beside {before}");
    }

    [Fact]
    public void Tensors_that_were_stretched_are_no_longer_layers()
    {
        var network = Depthwise("Relu");
        var pictures = SmallQuantizer.Pictures(4);
        var plain = SmallQuantizer.Measure(SmallQuantizer.Fold(network, "end"), pictures);

        var equalized = plain.Equalize(SmallQuantizer.Fold(network, "end"), SmallQuantizer.Input(pictures), _ => { });

        Assert.Equal(["graft/int8/a/equalized", "graft/int8/a_end/equalized", "graft/int8/b/equalized", "graft/int8/b_end/equalized", "c", "end"], equalized.Graph.Nodes.Select(node => node.Output[0]));
        Assert.Equal("b_end", QuantizerVariant.Shown("graft/int8/b_end/equalized"));
    }

    [Fact]
    public void A_tensor_that_is_a_result_is_never_stretched()
    {
        var network = Depthwise("Relu");
        var pictures = SmallQuantizer.Pictures(4);
        var plain = SmallQuantizer.Measure(SmallQuantizer.Fold(network, "a_end", "end"), pictures);

        var equalized = plain.Equalize(SmallQuantizer.Fold(network, "a_end", "end"), SmallQuantizer.Input(pictures), _ => { });

        Assert.Equal(SmallQuantizer.Run(plain.InFloat(["a_end"]), pictures[0]), SmallQuantizer.Run(equalized.InFloat(["a_end"]), pictures[0]));
        Assert.Contains("graft/int8/b_end/equalized", equalized.Graph.Nodes.Select(node => node.Output[0]));
    }

    /// <summary>Three layers, the middle one of each channel by itself, with channels of very different ranges.</summary>
    private static TestNetwork Depthwise(string activation)
    {
        var network = SmallQuantizer.Network().Number("low", 0).Number("high", 1).Weights("w1", 8, 3, 3, 3).Weights("w2", 8, 1, 3, 3).Weights("w3", 6, 8, 1, 1);
        foreach (var weights in network.Model.Graph.Initializer.Where(tensor => tensor.Name.StartsWith('w')))
        {
            var values = MemoryMarshal.Cast<byte, float>(weights.RawData.ToByteArray()).ToArray();
            // What the first two make small in some channels, the last makes large.
            for (var i = 0; i < values.Length; i++)
                values[i] *= weights.Name == "w3" ? MathF.Pow(4, 5 - i % 8) : MathF.Pow(2, i / (values.Length / 8) - 5);
            weights.RawData = Google.Protobuf.ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        }

        string[] limits = activation == "Clip" ? ["low", "high"] : [];
        return network.Node("Conv", "a", ["x", "w1"]).Node(activation, "a_end", ["a", .. limits]).Node("Conv", "b", ["a_end", "w2"], ("group", 8))
            .Node(activation, "b_end", ["b", .. limits]).Node("Conv", "c", ["b_end", "w3"]).Node("Relu", "end", ["c"]);
    }

    private static float[] Quantized(QuantizerVariant variant, float[] picture) =>
        SmallQuantizer.Run(QuantizedGraph.Build(variant.Graph, variant.Plan(RangeMethod.MinMax, new HashSet<string>()), ["end"]), picture);
}
