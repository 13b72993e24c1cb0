namespace Graft;

/// <summary>
/// Takes out of each channel's bias what rounding its weights adds to it on average, given the means of the channels that
/// they are multiplied with. Source: M. Nagel et al., "Data-Free Quantization through Weight Equalization and Bias
/// Correction", ICCV 2019, section 4.2, with means that were measured.
/// </summary>
internal static class BiasCorrection
{
    /// <param name="weights">The weights: of a convolution, or of a matrix product with a row for each channel or a column.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="rounded">What is left of them, without a correction.</param>
    /// <param name="means">Of the input's channels.</param>
    /// <returns>What is to be added to each channel's bias.</returns>
    public static double[] Find(ReadOnlySpan<float> weights, WeightLayout layout, QuantizedWeights rounded, ReadOnlySpan<double> means)
    {
        var correction = new double[layout.Channels];
        for (var i = 0; i < weights.Length; i++)
        {
            var channel = layout.ChannelOf(i);
            correction[channel] += (weights[i] - rounded.Values[i] * (double)rounded.Scales[channel]) * means[layout.InputOf(i)];
        }

        return correction;
    }
}
