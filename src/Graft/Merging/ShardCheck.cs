using System.Collections.Immutable;

namespace Graft;

/// <summary>Whether some files are all shards of one list of images, each once.</summary>
public sealed record ShardCheck
{
    /// <summary>Into how many shards the list is divided.</summary>
    public required int Count { get; init; }

    /// <summary>Images in the list; 0 where no shard is finished.</summary>
    public required int ListCount { get; init; }

    /// <summary>Rows of the shards that are sound. A list may have more images: those that cannot be read have none.</summary>
    public required int RowCount { get; init; }

    /// <summary>Numbers of the shards of which there is no sound file, in rising order.</summary>
    public required ImmutableArray<int> Missing { get; init; }

    /// <summary>Those of <see cref="Missing"/> that were begun: run again, they go on where they stopped.</summary>
    public required ImmutableArray<int> Unfinished { get; init; }

    /// <summary>Files that are damaged, of something else, or there twice.</summary>
    public required ImmutableArray<ShardProblem> Problems { get; init; }

    /// <summary>Whether the shards can be merged.</summary>
    public bool IsComplete => Missing.IsEmpty && Problems.IsEmpty;

    /// <summary><see cref="Missing"/> as <c>sbatch --array</c> takes it, such as <c>3,5-7</c>.</summary>
    public string ToRunAgain => ShardNumbers.Of(Missing);
}
