using Onnx;

namespace Graft.Tests.Unit;

/// <summary>Weights as whole numbers, corrected biases, and channels of like ranges.</summary>
public sealed class QuantizedWeightsTests
{
    [Fact]
    public void Each_output_channel_has_a_scale_of_its_own()
    {
        var layout = new WeightLayout(2, 3, 1, 1, true);

        var weights = QuantizedWeights.Of([1, -0.5f, 0, 0.01f, 0.03f, -0.04f], layout, [1, -1], 0.5f);

        Assert.Equal([1f / 127, 0.04f / 127], weights.Scales);
        Assert.Equal([127, -64, 0, 32, 95, -127], Array.ConvertAll(weights.Values, value => (int)value));
        Assert.Equal([254, -6350], weights.Bias);
    }

    [Fact]
    public void Columns_may_be_the_channels()
    {
        var weights = QuantizedWeights.Of([1, 0.01f, -0.5f, 0.03f, 0, -0.04f], new WeightLayout(2, 3, 1, 1, false), [0, 0], 1);

        Assert.Equal([127, 32, -64, 95, 0, -127], Array.ConvertAll(weights.Values, value => (int)value));
    }

    [Fact]
    public void A_channel_without_weights_keeps_its_bias()
    {
        var weights = QuantizedWeights.Of([0, 0, 1e-12f, 0], new WeightLayout(2, 2, 1, 1, true), [5, 1000], 0.001f);

        Assert.All(weights.Bias, bias => Assert.InRange(bias, 1, (1 << 30) + 1000));
        Assert.Equal(5, weights.Bias[0] * 0.001 * weights.Scales[0], 1e-5);
        Assert.Equal(1000, weights.Bias[1] * 0.001 * weights.Scales[1], 1e-3);
        Assert.All(weights.Values.Take(2), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Every_weight_belongs_to_an_output_and_an_input()
    {
        var conv = new NodeProto { OpType = "Conv", Attribute = { OnnxNodes.Attribute("group", 2L) } };
        var layout = WeightLayout.Of(conv, [4, 3, 1, 2]);

        Assert.Equal(new WeightLayout(4, 6, 2, 2, true), layout);
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3], Enumerable.Range(0, 24).Select(layout.ChannelOf));
        Assert.Equal([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 3, 3, 4, 4, 5, 5], Enumerable.Range(0, 24).Select(layout.InputOf));
        Assert.True(WeightLayout.Of(new NodeProto { OpType = "Conv", Attribute = { OnnxNodes.Attribute("group", 4L) } }, [8, 1, 3, 3]).IsDepthwise);
        Assert.False(WeightLayout.Of(new NodeProto { OpType = "Conv" }, [8, 1, 3, 3]).IsDepthwise);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_corrected_bias_takes_out_the_mean_of_the_error(bool isRows)
    {
        var random = new Random(3);
        var layout = new WeightLayout(5, 40, 1, 1, isRows);
        float[] weights = [.. Enumerable.Range(0, 200).Select(_ => random.NextSingle() - 0.5f)];
        double[] means = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble() * 3)];
        var rounded = QuantizedWeights.Of(weights, layout, new float[5], 1);

        var correction = BiasCorrection.Find(weights, layout, rounded, means);

        for (var channel = 0; channel < 5; channel++)
        {
            var (exact, there) = (0.0, correction[channel]);
            for (var input = 0; input < 40; input++)
            {
                var place = isRows ? channel * 40 + input : input * 5 + channel;
                exact += weights[place] * means[input];
                there += rounded.Values[place] * (double)rounded.Scales[channel] * means[input];
            }

            Assert.Equal(exact, there, 1e-9);
            Assert.NotEqual(0, correction[channel]);
        }
    }
}
