using System.Diagnostics;

namespace Graft;

/// <summary>Puts labelled images into one HDF5 file, which is read far faster than a folder of files.</summary>
public static class ImagePacking
{
    private const int LargestSize = 4096;

    /// <summary>
    /// Packs all readable images, in order. Images that cannot be read get no row and are listed in the report. Until
    /// the file is whole it is NAME.partial; after an interruption the same call goes on from there.
    /// </summary>
    /// <param name="images">The images with their labels.</param>
    /// <param name="packPath">Where the pack will be; an HDF5 file that exists there is replaced at the end, or added to.</param>
    /// <param name="options">What it holds.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellationToken">Stops the work; what is done is kept in NAME.partial.</param>
    /// <exception cref="ArgumentException">The images have no labels, or the size is out of range.</exception>
    /// <exception cref="ImageFolderException">Not one image can be read.</exception>
    /// <exception cref="OutputException">The file cannot be written, or an interrupted run there was of other images.</exception>
    public static async Task<PackingReport> RunAsync(
        ImageSet images,
        string packPath,
        PackingOptions? options = null,
        IProgress<ExtractionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new PackingOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Size, LargestSize);
        if (images.LabelNames.IsEmpty)
            throw new ArgumentException("The images have no labels.", nameof(images));

        var time = Stopwatch.StartNew();
        var packer = new ImagePacker(images.Content, options);
        using var run = ResumableRun.Open(packPath, images, options.Append, packer.RowOptions with { LabelNames = images.LabelNames, CommitInterval = options.CommitInterval });
        progress?.Report(run.Progress);
        var earlier = run.Writer.RowCount;
        try
        {
            run.CopyFinishedRows(progress, cancellationToken);
            earlier = run.Writer.RowCount;
            var threads = ThreadOptions.Count(options.Threads);
            await foreach (var image in OrderedWork.RunAsync(run.Remaining, threads, 2 * threads, packer.Prepare, cancellationToken).ConfigureAwait(false))
            {
                if (image.Skipped is { } skipped)
                    run.Writer.Skip(new SkippedInput(skipped.Path, skipped.Reason));
                else
                    run.Writer.AddBytes(image.Row.Span, image.File.Label, image.File.Path);
                progress?.Report(run.Progress);
            }
        }
        catch
        {
            run.KeepWhatIsDone();
            throw;
        }

        var left = run.Skipped;
        if (run.Writer.RowCount == 0)
            throw new ImageFolderException($"None of the {images.Images.Length:N0} images can be read; the first is '{left[0].Path}': {left[0].Reason}.", left[0].Path);
        run.Complete();
        return new PackingReport(run.Writer.RowCount, run.Plan.LabelNames, left, time.Elapsed) { EarlierCount = earlier };
    }
}
