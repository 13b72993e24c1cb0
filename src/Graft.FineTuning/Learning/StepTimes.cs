using System.Diagnostics;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Measures steps on made-up activations, to tell beforehand how long a fine-tuning will take.</summary>
internal static class StepTimes
{
    private const int ExtractionBatch = 8;

    /// <summary>A step on a batch of the training, forward and back, and one that only judges.</summary>
    public static (TimeSpan Training, TimeSpan Judging) OfBatch(TunedNetwork network, SplitNetwork split, int batchSize)
    {
        var values = split.Boundary.Select(tensor => new float[checked(batchSize * tensor.Length)]).ToArray();
        foreach (var tensor in values)
            Array.Fill(tensor, 0.5f);
        var batch = new ActivationBatch(new int[batchSize], values);
        using var before = WeightSnapshot.Of(network.State);
        var training = Second(() =>
        {
            using var scope = NewDisposeScope();
            network.Forward(batch, training: true).logsumexp(1).sum().backward();
        });
        foreach (var weight in network.NetworkWeights.Concat(network.Head.Weights))
            weight.Value.grad?.zero_();
        // Nothing was learnt, but batch normalisations may have gathered statistics.
        before.Restore(network.State);
        var judging = Second(() =>
        {
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            network.Forward(batch, training: false);
        });
        return (training, judging);
    }

    /// <summary>One picture through a backbone, decoding not counted, which other threads do.</summary>
    public static TimeSpan OfPicture(IBackbone backbone)
    {
        var pictures = new float[checked(ExtractionBatch * backbone.Preprocessing.TensorLength)];
        var features = new float[checked(ExtractionBatch * backbone.FeatureCount)];
        return Second(() => backbone.Extract(pictures, features)) / ExtractionBatch;
    }

    /// <summary>The first time makes room and chooses ways.</summary>
    private static TimeSpan Second(Action work)
    {
        work();
        var time = Stopwatch.StartNew();
        work();
        return time.Elapsed;
    }
}
