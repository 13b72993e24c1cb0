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

        var slope = Slope([.. scores], [.. data.Validation.Select(row => data.Labels[row])], data.LabelNames.Length);
        foreach (var weight in network.Head.Weights.TakeLast(2))
            weight.Value.mul_(slope);
        return 1 / slope;
    }

    /// <summary>
    /// The number with the least loss, where each photo counts a little as one of the class that comes next. Where all are right,
    /// there would be none: to be ever surer would always be better. The shares are those of J. Platt, "Probabilistic outputs for
    /// support vector machines", 1999, section 2.2.
    /// </summary>
    /// <param name="scores">A row for each photo.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="classCount">Classes.</param>
    internal static double Slope(ReadOnlySpan<float> scores, ReadOnlySpan<int> labels, int classCount)
    {
        var count = labels.Length;
        var (both, others, weights) = (new float[2 * scores.Length], new int[2 * count], new double[2 * count]);
        scores.CopyTo(both);
        scores.CopyTo(both.AsSpan(scores.Length));
        labels.CopyTo(others);
        for (var i = 0; i < count; i++)
        {
            others[count + i] = Next(scores.Slice(i * classCount, classCount), labels[i]);
            (weights[i], weights[count + i]) = ((count + 1.0) / (count + 2), 1.0 / (count + 2));
        }

        return TemperatureFit.Slope(both, others, classCount, weights);
    }

    /// <summary>The class with the highest score but one.</summary>
    private static int Next(ReadOnlySpan<float> scores, int label)
    {
        var next = label == 0 ? 1 : 0;
        for (var other = 0; other < scores.Length; other++)
        {
            if (other != label && scores[other] > scores[next])
                next = other;
        }

        return next;
    }
}
