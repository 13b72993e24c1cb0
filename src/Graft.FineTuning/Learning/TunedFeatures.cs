using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Graft;

/// <summary>What the last layer of a tuned network is given for the test photos.</summary>
internal static class TunedFeatures
{
    public static FeatureSet Of(
        TunedNetwork network, IActivations activations, TuningData data, LinearClassifier classifier, FeatureFile file, int batchSize, CancellationToken cancellationToken)
    {
        var features = new float[checked(data.Test.Length * classifier.FeatureCount)];
        var filled = 0;
        using var noGradients = no_grad();
        foreach (var batch in activations.Read(data.Test, batchSize, 0, cancellationToken))
        {
            using var scope = NewDisposeScope();
            var rows = MemoryMarshal.Cast<byte, float>(network.Head.Hidden(network.Features(batch, training: false), dropout: false).contiguous().bytes);
            rows.CopyTo(features.AsSpan(filled));
            filled += rows.Length;
        }

        return new FeatureSet(features, [.. data.Test.Select(row => data.Labels[row])], data.LabelNames, [.. data.Test.Select(row => file.Paths[row])], classifier.Recipe);
    }
}
