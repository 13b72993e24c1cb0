using System.Collections.Immutable;
using System.Diagnostics;

namespace Graft;

/// <summary>Turns labelled images into an HDF5 feature file.</summary>
public static class FeatureExtraction
{
    /// <summary>
    /// Extracts the features of all readable images, in order, in memory that does not grow with their number. Images
    /// that cannot be read get no row and are listed in the report. The file appears when all is done. Until then the
    /// rows are in NAME.partial; after an interruption, be it a crash, the same call goes on from there.
    /// </summary>
    /// <param name="backbone">The network to take features from.</param>
    /// <param name="images">The images with their labels.</param>
    /// <param name="featureFilePath">Where the file will be; a feature file that exists there is replaced at the end, or added to.</param>
    /// <param name="options">Batch size, threads, and whether to add to a file.</param>
    /// <param name="progress">Told after each batch, in order, from a worker thread.</param>
    /// <param name="cancellationToken">Stops the work; what is done is kept in NAME.partial.</param>
    /// <exception cref="ArgumentException">The images have no labels.</exception>
    /// <exception cref="ImageFolderException">Not one image can be read.</exception>
    /// <exception cref="OutputException">The file cannot be written, or an interrupted run there was of other images or features.</exception>
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

        options ??= new ExtractionOptions();
        var time = Stopwatch.StartNew();
        // Of many tasks some are run again, and those that are done should cost nothing.
        if (images.Part is not null && FinishedShard(backbone, images, featureFilePath) is { } finished)
        {
            return new ExtractionReport(finished.Length, backbone.Parts[^1].Length, images.LabelNames, SkippedImage.Without(images.Images, finished, "it could not be read by an earlier run"), time.Elapsed)
            {
                EarlierRowCount = finished.Length,
                OtherLayers = backbone.Parts[..^1],
            };
        }

        using var run = ResumableRun.Open(featureFilePath, images, options.Append, RowOptions(backbone, images, featureFilePath) with { CommitInterval = options.CommitInterval });
        progress?.Report(run.Progress);
        var earlier = run.Writer.RowCount;
        try
        {
            run.CopyFinishedRows(progress, cancellationToken);
            earlier = run.Writer.RowCount;
            await ExtractAsync(run, new FeaturePipeline(backbone, images.Content, options), progress, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            run.KeepWhatIsDone();
            throw;
        }

        var skipped = run.Skipped;
        if (run.Writer.RowCount == 0 && images.Part is null)
        {
            throw new ImageFolderException(
                $"None of the {images.Images.Length:N0} images can be read; the first is '{skipped[0].Path}': {skipped[0].Reason}.", skipped[0].Path);
        }

        run.Complete();
        return new ExtractionReport(run.Writer.RowCount, backbone.Parts[^1].Length, run.Plan.LabelNames, skipped, time.Elapsed)
        {
            EarlierRowCount = earlier,
            OtherLayers = backbone.Parts[..^1],
        };
    }

    /// <summary>Whether a finished file holds just these features of just these images, so that there is nothing to do.</summary>
    /// <exception cref="FeatureFileException">The file is damaged, or not one of ours.</exception>
    internal static bool IsDone(IBackbone backbone, ImageSet images, string featureFilePath) => FinishedPaths(backbone, images, featureFilePath) is not null;

    /// <summary>As <see cref="FinishedPaths"/>, but a damaged file is none: it is to be made anew.</summary>
    private static ImmutableArray<string>? FinishedShard(IBackbone backbone, ImageSet images, string featureFilePath)
    {
        try
        {
            return FinishedPaths(backbone, images, featureFilePath);
        }
        catch (FeatureFileException)
        {
            return null;
        }
    }

    /// <summary>The images that have a row in the finished file of just these images; null when there is no such file.</summary>
    private static ImmutableArray<string>? FinishedPaths(IBackbone backbone, ImageSet images, string featureFilePath)
    {
        if (!File.Exists(featureFilePath))
            return null;
        using var finished = FinishedFile.Open(featureFilePath);
        var plan = RowPlan.Exact(images, null, reason => new OutputException(reason, featureFilePath));
        return finished.IsOf(RowOptions(backbone, images, featureFilePath) with { Inputs = plan.RowInputs, Part = images.Part }) ? finished.Paths : null;
    }

    private static Hdf5RowOptions RowOptions(IBackbone backbone, ImageSet images, string featureFilePath) => new()
    {
        RowShape = [backbone.Parts[^1].Length],
        OtherDatasets = OtherLayers(backbone.Parts),
        LabelNames = images.LabelNames,
        Recipe = FeatureRecipe.Of(backbone),
        ImageSource = RowPhotos.SourceFrom(featureFilePath, images.Source),
        // Pixels that were resized before give other features than the photos themselves.
        Attributes = images.Content.Packing is { } packing ? [new(FeatureFileNames.SourcePacking, packing)] : [],
    };

    /// <summary>Layers before the last get datasets of their own.</summary>
    private static ImmutableArray<RowDataset> OtherLayers(ImmutableArray<FeaturePart> parts)
    {
        var datasets = new List<RowDataset>();
        foreach (var part in parts[..^1])
            datasets.Add(new RowDataset(RowDataset.NameOf(part.Layer, datasets.Select(other => other.Name)), [part.Length], part.Layer));
        return [.. datasets];
    }

    private static async Task ExtractAsync(
        ResumableRun run, FeaturePipeline pipeline, IProgress<ExtractionProgress>? progress, CancellationToken cancellationToken)
    {
        await foreach (var batch in pipeline.RunAsync(run.Remaining, cancellationToken).ConfigureAwait(false))
        {
            var rows = batch.Images.Where(image => image.Skipped is null).Select(image => image.File).ToArray();
            // Before the rows, which may be committed as they are added: both or none, or it would not be known how far it has come.
            foreach (var skipped in batch.Images.Select(image => image.Skipped).OfType<SkippedImage>())
                run.Writer.Skip(new SkippedInput(skipped.Path, skipped.Reason));
            run.Writer.Add<float>(batch.Features, Array.ConvertAll(rows, file => file.Label), Array.ConvertAll(rows, file => file.Path));
            progress?.Report(run.Progress);
        }
    }
}
