namespace Graft;

/// <summary>How a backbone is fetched.</summary>
public sealed record PullOptions
{
    /// <summary>The published file, where the user has it already; null downloads it.</summary>
    public string? From { get; init; }

    /// <summary>Fetch it although it is there.</summary>
    public bool Force { get; init; }

    /// <summary>The folder that keeps it; <see cref="GraftFolders.Cache"/> where null.</summary>
    public string? CacheFolder { get; init; }
}
