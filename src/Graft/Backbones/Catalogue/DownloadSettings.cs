namespace Graft;

/// <summary>What a download goes by. Only tests have others than these.</summary>
internal sealed record DownloadSettings
{
    /// <summary>Whether plain HTTP will do.</summary>
    public bool AllowsHttp { get; init; }

    /// <summary>How long a server may take to be connected to, to answer, and to send the next bytes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Lets a test stand between the download and the disk.</summary>
    public Func<Stream, Stream>? Wrap { get; init; }

    /// <summary>Free bytes on the disk of a file.</summary>
    public Func<string, long> FreeSpace { get; init; } = DiskRoom.Free;
}
