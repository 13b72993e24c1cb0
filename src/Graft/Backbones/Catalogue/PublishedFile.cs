namespace Graft;

/// <summary>A file as its publisher offers it, and the checksums by which it is known again.</summary>
/// <param name="Name">File name, without a folder.</param>
/// <param name="Address">Where its publisher offers it, over HTTPS.</param>
/// <param name="Length">Its size in bytes.</param>
public sealed record PublishedFile(string Name, Uri Address, long Length)
{
    /// <summary>64 lower-case hexadecimal digits; null where none is published.</summary>
    public string? Sha256 { get; init; }

    /// <summary>32 lower-case hexadecimal digits; consulted only where there is no SHA-256. Null where none is published.</summary>
    public string? Md5 { get; init; }

    /// <summary>Public pages and repositories that state the address, the size and the checksum.</summary>
    public required string ConfirmedBy { get; init; }

    /// <summary>Whether Graft downloads it: only what has a SHA-256. Any other file is given by the user.</summary>
    public bool CanBeDownloaded => Sha256 is not null;
}
