namespace Graft;

/// <summary>How long a fine-tuning will take, from steps that were measured on this machine.</summary>
public sealed record FineTuningEstimate
{
    /// <summary>Time of an epoch.</summary>
    public required TimeSpan PerEpoch { get; init; }

    /// <summary>Epochs at most; after an interruption those that are left.</summary>
    public required int EpochCount { get; init; }

    /// <summary>Time to extract features and activations; zero where they are there.</summary>
    public TimeSpan Activations { get; init; }

    /// <summary>Bytes that these take on the disk.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Weights that are trained, those of the head included.</summary>
    public long TrainedParameters { get; init; }

    /// <summary>Whether activations cannot be kept, since photos are varied anew in each epoch.</summary>
    public bool RunsPhotos { get; init; }

    /// <summary>Time in all.</summary>
    public TimeSpan Total => Activations + (PerEpoch * EpochCount);
}
