using static TorchSharp.torch;

namespace Graft;

/// <summary>
/// Makes a trained network as sure of itself as it is right: label smoothing leaves it less sure, training to the end surer.
/// All scores are multiplied by one number, which changes no answer. Guo et al., "On Calibration of Modern Neural Networks",
/// ICML 2017, section 4.2, temperature scaling.
/// </summary>
internal static class HeadCalibration
{
    /// <summary>Fits the number on the validation photos, and multiplies the head's last layer by it.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="activations">What it is given.</param>
    /// <param name="data">Rows and labels.</param>
    /// <param name="batchSize">Photos at once.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The temperature, by which scores are divided; null where there are no validation photos.</returns>
    public static double? Apply(TunedNetwork network, IActivations activations, TuningData data, int batchSize, CancellationToken cancellationToken)
    {
        if (data.Validation.IsEmpty)
            return null;
        var scores = new List<float>();
        using var noGradients = no_grad();
        foreach (var batch in activations.Read(data.Validation, batchSize, 0, cancellationToken))
        {
            using var scope = NewDisposeScope();
            scores.AddRange(network.Forward(batch, training: false).contiguous().data<float>());
        }

        var weights = new double[data.Validation.Length];
        Array.Fill(weights, 1);
        var slope = TemperatureFit.Slope(scores.ToArray(), [.. data.Validation.Select(row => data.Labels[row])], data.LabelNames.Length, weights);
        foreach (var weight in network.Head.Weights.TakeLast(2))
            weight.Value.mul_(slope);
        return 1 / slope;
    }
}
