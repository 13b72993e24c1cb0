using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary>What <c>--precision</c> makes of a network.</summary>
internal static class PrecisionArguments
{
    /// <summary>The network as it is, or quantised.</summary>
    /// <param name="precision">What was asked for; null for nothing.</param>
    /// <param name="model">The network.</param>
    /// <param name="images">The images that it will see.</param>
    /// <param name="features">What is taken from it.</param>
    /// <param name="threads">Threads; 0 for one a core.</param>
    /// <param name="addedTo">The feature file that images are added to; null for none.</param>
    /// <param name="isQuiet">Whether no progress is shown.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GraftException">It cannot be.</exception>
    public static async Task<BackboneModel> ApplyAsync(
        string? precision, BackboneModel model, ImageSet images, FeatureOptions features, int threads, string? addedTo, bool isQuiet, CancellationToken cancellationToken)
    {
        if (precision is "fp32" && model.Precision == BackbonePrecision.Int8)
            throw new BackboneException($"'{model.Name}' computes in int8. For fp32, give the network that it was made of.", model.Name);
        if (precision is not "int8")
            return model;
        if (images.Shard is not null && model.Precision != BackbonePrecision.Int8)
            throw new UsageException($"With '--precision int8' each task would make a network of its own, and shards of different networks do not go together. Make it once, 'graft quantize {model.Name} --calibrate IMAGES --out NET.int8.onnx', and give all tasks '--backbone NET.int8.onnx'.");
        using var progress = new ProgressLine("Reading photos", isQuiet);
        return await BackboneQuantization.ForPhotosAsync(
            model, images, new QuantizationOptions { Layers = features.Layers, Preprocessing = features.Preprocessing, Threads = threads, FeatureFilePath = addedTo }, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says so where int8 does not pay, before a long run.</summary>
    public static void Compare(BackboneModel model, FeatureOptions features, BackboneOptions options, IBackbone quantized)
    {
        using var plain = model.Cut(features, options);
        var (before, after) = BackboneTuning.Compare(plain, quantized);
        if (QuantizationText.IsWorth(before, after))
            Lines.WriteError($"In int8 the network is {after / before:F1} times as fast as in fp32 here ({after:N0} and {before:N0} images/s, without reading photos).");
        else
            Lines.WriteError(QuantizationText.NotWorth(before, after));
    }
}
