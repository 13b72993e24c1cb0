namespace Graft;

/// <summary>How a list of images is divided into shards.</summary>
public enum ShardBy
{
    /// <summary>By a hash of each image's path: whatever comes into the list or leaves it, no other image changes its shard.</summary>
    Hash,

    /// <summary>Images that follow one another in the list, in shards of the same size but for one image.</summary>
    Block,
}
