using System.Collections.Immutable;

namespace Graft;

/// <summary>How a network is quantised.</summary>
public sealed record QuantizationOptions
{
    /// <summary>Layers that features are taken from, by tensor name, node name or alias; empty for the network's own choice. Up to them it is quantised.</summary>
    public ImmutableArray<string> Layers { get; init; } = [];

    /// <summary>From photo to tensor; null for what the network was trained with, if that is known.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>Photos to learn ranges from at most, at least 1. Spread evenly over those that are given.</summary>
    public int CalibrationCount { get; init; } = 256;

    /// <summary>Other photos to measure what comes of it on, at most; 0 for none.</summary>
    public int TestCount { get; init; } = 500;

    /// <summary>
    /// The largest error of the features, as a share of their length: the mean over photos of |int8 - fp32| / |fp32|, more
    /// than 0. Layers are kept in float32 until it is not exceeded.
    /// </summary>
    public double MaxError { get; init; } = 0.1;

    /// <summary>
    /// A feature file that images are to be added to: of <see cref="BackboneQuantization.ForPhotosAsync"/>, the network that
    /// made it is then taken again, as rows of another would not go with it. Null for none.
    /// </summary>
    public string? FeatureFilePath { get; init; }

    /// <summary>Threads, at least 1; 0 stands for one a core.</summary>
    public int Threads { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(CalibrationCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(TestCount);
        if (!(MaxError > 0))
            throw new ArgumentOutOfRangeException(nameof(MaxError), MaxError, "Must be more than 0.");
    }
}
