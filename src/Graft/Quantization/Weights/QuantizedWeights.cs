namespace Graft;

/// <summary>Weights as whole numbers of 8 bits, with a scale for each output channel.</summary>
/// <param name="Values">From -127 to 127, in the order of the weights.</param>
/// <param name="Scales">One for each channel.</param>
/// <param name="Bias">Whole numbers of the size of products: of the input's scale times the channel's.</param>
internal sealed record QuantizedWeights(sbyte[] Values, float[] Scales, int[] Bias)
{
    private const int Largest = sbyte.MaxValue;

    /// <summary>A bias this large leaves room for a sum of products in 32 bits.</summary>
    private const double LargestBias = 1 << 30;

    /// <summary>Smaller scales would make products that are no normal numbers.</summary>
    private const float SmallestScale = 1e-20f;

    /// <param name="weights">The weights.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="bias">One value for each channel.</param>
    /// <param name="inputScale">A step of the values that they are multiplied with.</param>
    public static QuantizedWeights Of(ReadOnlySpan<float> weights, WeightLayout layout, ReadOnlySpan<float> bias, float inputScale)
    {
        var (scales, values, whole) = (new float[layout.Channels], new sbyte[weights.Length], new int[layout.Channels]);
        for (var i = 0; i < weights.Length; i++)
            scales[layout.ChannelOf(i)] = Math.Max(scales[layout.ChannelOf(i)], Math.Abs(weights[i]));
        for (var channel = 0; channel < layout.Channels; channel++)
        {
            // A channel of small weights may have a bias for which their steps are too fine.
            var least = Math.Abs((double)bias[channel]) / (LargestBias * inputScale);
            scales[channel] = Math.Max(Math.Max(scales[channel] / Largest, (float)least), SmallestScale);
            whole[channel] = (int)Math.Round(bias[channel] / ((double)inputScale * scales[channel]));
        }

        for (var i = 0; i < weights.Length; i++)
            values[i] = (sbyte)Math.Clamp(Math.Round(weights[i] / (double)scales[layout.ChannelOf(i)]), -Largest, Largest);
        return new QuantizedWeights(values, scales, whole);
    }
}
