namespace Graft;

/// <summary>How images are fed through a backbone; nothing here changes which features an image gets beyond rounding.</summary>
public sealed record ExtractionOptions
{
    /// <summary>Images per call of the network, at least 1.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Threads that decode and resize images, at least 1; 0 stands for one a core.</summary>
    public int Threads { get; init; }

    /// <summary>The most pixels a picture may have; larger ones count as unreadable.</summary>
    public long PixelLimit { get; init; } = new ImageReaderOptions().PixelLimit;

    /// <summary>How often rows are made safe against a crash; zero or more. At most the work of this time is lost by one.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether to add to the rows that the file has: images that have no row yet get one at its end. Backbone, layer and
    /// preprocessing must be the same, and no image that has a row may be gone.
    /// </summary>
    public bool Append { get; init; }

    internal int ThreadCount => ThreadOptions.Count(Threads);
}
