using System.Collections.Immutable;
using System.Diagnostics;

namespace Graft;

/// <summary>Turns labelled images into an HDF5 feature file.</summary>
public static class FeatureExtraction
{
    /// <summary>
    /// Extracts the features of all readable images, in order, in memory that does not grow with their number. Images
    /// that cannot be read get no row and are listed in the report. The file appears when all is done.
    /// </summary>
    /// <param name="backbone">The network to take features from.</param>
    /// <param name="images">The images with their labels.</param>
    /// <param name="featureFilePath">Where the file will be; a feature file that exists there is replaced.</param>
    /// <param name="options">Batch size and threads.</param>
    /// <param name="progress">Told after each batch, in order, from a worker thread.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="ArgumentException">The images have no labels.</exception>
    /// <exception cref="ImageFolderException">Not one image can be read.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    /// <exception cref="BackboneException">The network fails.</exception>
    public static async Task<ExtractionReport> RunAsync(
        IBackbone backbone,
        ImageSet images,
        string featureFilePath,
        ExtractionOptions? options = null,
        IProgress<ExtractionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(images);
        if (images.LabelNames.IsEmpty)
            throw new ArgumentException("The images have no labels.", nameof(images));

        var time = Stopwatch.StartNew();
        var skipped = ImmutableArray.CreateBuilder<SkippedImage>();
        var recipe = new FeatureRecipe(backbone.Identity, backbone.Preprocessing);
        using var writer = new FeatureFileWriter(featureFilePath, backbone.FeatureCount, images.LabelNames, recipe);
        var pipeline = new FeaturePipeline(backbone, options ?? new ExtractionOptions());
        await foreach (var batch in pipeline.RunAsync(images.Images, cancellationToken).ConfigureAwait(false))
        {
            var rows = batch.Images.Where(image => image.Skipped is null).Select(image => image.File).ToArray();
            writer.Append(batch.Features, Array.ConvertAll(rows, file => file.Label), Array.ConvertAll(rows, file => file.Path));
            skipped.AddRange(batch.Images.Select(image => image.Skipped).OfType<SkippedImage>());
            progress?.Report(new ExtractionProgress(writer.RowCount + skipped.Count, images.Images.Length, skipped.Count));
        }

        if (writer.RowCount == 0)
        {
            throw new ImageFolderException(
                $"None of the {images.Images.Length:N0} images can be read; the first is '{skipped[0].Path}': {skipped[0].Reason}.", skipped[0].Path);
        }

        writer.Complete();
        return new ExtractionReport(writer.RowCount, writer.FeatureCount, images.LabelNames, skipped.ToImmutable(), time.Elapsed);
    }
}
