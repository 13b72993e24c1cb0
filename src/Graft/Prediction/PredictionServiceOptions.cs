namespace Graft;

/// <summary>How <see cref="PredictionService"/> works.</summary>
public sealed record PredictionServiceOptions
{
    /// <summary>Photos that may be in the queue at once, those being worked on included; at least 1.</summary>
    public int Capacity { get; init; } = 64;

    /// <summary>Photos that go through the network together at most, when so many wait; at least 1.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Threads that read photos, at least 1; 0 for one a core. Each may hold a whole photo in memory.</summary>
    public int Threads { get; init; }

    /// <summary>Pixels that a photo may have, at least 1.</summary>
    public long PixelLimit { get; init; } = new ImageReaderOptions().PixelLimit;

    /// <summary>Whether answers hold the features that the classifier was given.</summary>
    public bool WithFeatures { get; init; }

    internal int ThreadCount => ThreadOptions.Count(Threads);
}
