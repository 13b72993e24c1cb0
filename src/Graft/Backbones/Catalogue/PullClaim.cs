namespace Graft;

/// <summary>Makes sure that one process alone fetches a backbone. The empty file stays: removing it would let in a third beside a second.</summary>
internal static class PullClaim
{
    /// <summary>Makes the folders of a cache and takes the backbone until disposed of.</summary>
    /// <exception cref="BackboneException">Another process has it.</exception>
    /// <exception cref="OutputException">The cache cannot be written.</exception>
    public static IDisposable Take(string name, string cache)
    {
        var path = Path.Combine(GraftFolders.Downloads(cache), $"{name}.lock");
        try
        {
            Directory.CreateDirectory(GraftFolders.Backbones(cache));
            Directory.CreateDirectory(GraftFolders.Downloads(cache));
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.Message.Contains("being used by another process", StringComparison.Ordinal))
        {
            throw new BackboneException($"Another process is fetching '{name}'. Wait until it ends.", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(
                $"Cannot write '{cache}': {e.Message.TrimEnd('.')}. Set GRAFT_HOME to a folder that can be written.", cache, e);
        }
    }
}
