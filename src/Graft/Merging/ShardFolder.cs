namespace Graft;

/// <summary>A folder of shards, each under a name of its own.</summary>
public static class ShardFolder
{
    /// <summary>Makes the folder if need be, and sees that no shards of another number are in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="shard">One of those that will be in it.</param>
    /// <exception cref="OutputException">It cannot be made, or has shards of another number.</exception>
    public static void Prepare(string folder, Shard shard)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(shard);
        try
        {
            Directory.CreateDirectory(folder);
            var other = Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).FirstOrDefault(name => Shard.OfFileName(name) is { } found && found.Count != shard.Count);
            if (other is not null)
            {
                throw new OutputException(
                    $"'{folder}' has shards of another number, such as '{other}'; this is shard {shard}. Give each number a folder of its own, or say in how many shards the images are divided.", folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"Cannot write to folder '{folder}': {e.Message.TrimEnd('.')}.", folder, e);
        }
    }
}
