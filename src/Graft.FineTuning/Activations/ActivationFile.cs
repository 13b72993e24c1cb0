using System.Collections.Immutable;

namespace Graft;

/// <summary>The feature file of a fine-tuning: features of the network as it is, and activations that the trained part begins with.</summary>
internal static class ActivationFile
{
    /// <summary>What makes its rows.</summary>
    /// <param name="split">The network.</param>
    /// <param name="withActivations">Whether activations are kept; else only features are.</param>
    public static OnnxCut CutOf(SplitNetwork split, bool withActivations) =>
        withActivations && !split.IsFrozen ? split.Frozen(withFeatures: true) : split.Whole with { Model = split.Copy() };

    /// <summary>The layers that hold the activations, by name.</summary>
    public static ImmutableArray<string> LayersOf(SplitNetwork split) =>
        split.IsFrozen ? [FeatureFileNames.Features] : [.. split.Boundary.Select(tensor => tensor.Name)];

    /// <summary>Makes the file, or goes on making it; one that is there and holds just this is left as it is.</summary>
    /// <returns>Images that could not be read.</returns>
    /// <exception cref="OutputException">It cannot be written, or the disk has no room for it.</exception>
    public static async Task<ImmutableArray<SkippedImage>> EnsureAsync(
        IBackbone backbone, ImageSet images, string path, FineTuningOptions options, IProgress<FineTuningProgress>? progress, CancellationToken cancellationToken)
    {
        if (FeatureExtraction.IsDone(backbone, images, path))
            return [];
        var extraction = new ExtractionOptions { Threads = options.Threads };
        var report = await FeatureExtraction.RunAsync(backbone, images, path, extraction, new Extracting(progress), cancellationToken).ConfigureAwait(false);
        return report.Skipped;
    }

    private sealed class Extracting(IProgress<FineTuningProgress>? progress) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) =>
            progress?.Report(new FineTuningProgress { Phase = "Extracting", DoneCount = value.DoneCount, TotalCount = value.TotalCount, ResumedCount = value.ResumedCount });
    }
}
