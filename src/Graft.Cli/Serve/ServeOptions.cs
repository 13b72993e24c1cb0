namespace Graft.Cli.Serve;

/// <summary>Where the server listens, and what it allows.</summary>
internal sealed record ServeOptions
{
    /// <summary>The longest image file, in bytes.</summary>
    public const int ImageBytes = 20_000_000;

    /// <summary>Photos that one request may hold where the queue has room for them.</summary>
    private const int MostPhotos = 16;

    /// <summary>The longest body: that many photos would be more, but nobody sends only the largest.</summary>
    public const long RequestBytes = 100_000_000;

    /// <summary>Bytes of photos that may be on their way to the queue, of all requests together.</summary>
    public const long UploadBytes = 256_000_000;

    /// <summary>Seconds after which a busy server may be asked again: about as long as a full queue takes on a small machine.</summary>
    public const int RetryAfter = 2;

    /// <summary>How long requests may take that are there when the server is told to end. The program itself is ended after 30 s.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(25);

    /// <summary>An answer is sure where the best class has at least this probability,</summary>
    public const double SureFrom = 0.5;

    /// <summary>and at least so much more than the second best; of two classes one always has half.</summary>
    public const double SureLead = 0.2;

    /// <summary>0 for a free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>Address to listen on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>What callers must know; null for nothing.</summary>
    public string? Token { get; init; }

    /// <summary>Photos that may wait.</summary>
    public int QueueLength { get; init; } = 64;

    /// <summary>Photos that one request may hold.</summary>
    public int PhotosPerRequest => Math.Min(MostPhotos, QueueLength);

    /// <summary>How long a request may take, its body included.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Photos that go through the network together.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Threads; 0 for one a core.</summary>
    public int Threads { get; init; }
}
