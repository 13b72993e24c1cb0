namespace Graft.Cli.Output;

/// <summary>Tells whoever stops long work that what is done is kept, and how to go on.</summary>
internal static class UnfinishedNote
{
    /// <param name="work">Makes the file of rows at <paramref name="path"/>.</param>
    /// <param name="path">The file.</param>
    /// <param name="checkpoint">Where finished epochs are kept; null where there are none.</param>
    public static async Task<T> AfterAsync<T>(Func<Task<T>> work, string path, string? checkpoint = null)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            var kept = new[] { path + ".partial", checkpoint }.FirstOrDefault(File.Exists);
            if (kept is null)
                throw;
            throw new OperationCanceledException($"Cancelled. What is done is kept in {kept}; run the same command again to go on from there.");
        }
    }
}
