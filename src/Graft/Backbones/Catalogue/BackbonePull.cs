namespace Graft;

/// <summary>Brings the published files of backbones into the cache. Nothing else in Graft uses the network.</summary>
public static class BackbonePull
{
    /// <summary>
    /// Brings a backbone onto this machine: downloads its file, or takes the one that the user has, checks it and puts it in
    /// place, imported where it holds weights alone. One that is there stays as it is.
    /// </summary>
    /// <param name="entry">The backbone, of <see cref="BackboneCatalogue"/>.</param>
    /// <param name="options">How; the defaults download it.</param>
    /// <param name="progress">Is told how much of the file has been downloaded, or read where the user has it.</param>
    /// <param name="cancellationToken">Stops between two pieces; what has been downloaded is kept.</param>
    /// <exception cref="BackboneException">
    /// The file cannot be downloaded, or is not the published one, or another process fetches the same backbone.
    /// </exception>
    /// <exception cref="OutputException">The cache cannot be written, or the disk is full.</exception>
    public static Task<PullReport> RunAsync(
        CatalogueEntry entry, PullOptions? options = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return RunAsync(entry, options ?? new PullOptions(), new DownloadSettings(), (architecture, weights, output) => BackboneImport.Run(architecture, weights, output), progress, cancellationToken);
    }

    /// <param name="entry">The backbone.</param>
    /// <param name="options">How.</param>
    /// <param name="settings">What downloads go by.</param>
    /// <param name="import">Makes a network of weights: their architecture, their file, and the ONNX file to write.</param>
    /// <param name="progress">Is told how much of the file is here.</param>
    /// <param name="cancellationToken">Stops between two pieces.</param>
    internal static async Task<PullReport> RunAsync(
        CatalogueEntry entry, PullOptions options, DownloadSettings settings, Action<string, string, string> import,
        IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        if (entry.File is not { } file)
            return new PullReport(null, WasThere: true, null);
        var cache = options.CacheFolder ?? GraftFolders.Cache;
        var target = BackboneCatalogue.PathOf(entry, cache)!;
        if (File.Exists(target) && !options.Force)
            return new PullReport(target, WasThere: true, null);
        if (options.From is null && !file.CanBeDownloaded)
        {
            throw new BackboneException(
                $"No SHA-256 is published for {file.Name}, so that Graft does not download it. Get it yourself and run " +
                $"'graft pull {entry.Name} --from FILE': {file.Address}");
        }

        using var claim = PullClaim.Take(entry.Name, cache);
        var placement = new BackbonePlacement(entry, file, target, import);
        if (options.From is { } from)
            return new PullReport(target, WasThere: false, placement.Take(from, progress, cancellationToken));
        var download = Path.Combine(GraftFolders.Downloads(cache), file.Name);
        // One that is finished is of a run whose import failed; it is checked again, as an unfinished one is.
        if (File.Exists(download))
            File.Move(download, download + OutputFile.TemporaryEnding, overwrite: true);
        using (var work = new FileDownload(file, download, settings, progress))
            await work.RunAsync(cancellationToken).ConfigureAwait(false);
        var sha256 = placement.Take(download, null, cancellationToken);
        File.Delete(download);
        return new PullReport(target, WasThere: false, sha256);
    }
}
