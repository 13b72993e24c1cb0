namespace Graft;

/// <summary>How much of a file has been downloaded or read.</summary>
/// <param name="DoneBytes">Bytes that are here, those of an interrupted download included.</param>
/// <param name="TotalBytes">Bytes of the whole file.</param>
public readonly record struct TransferProgress(long DoneBytes, long TotalBytes)
{
    /// <summary>Of those that are here, the ones of an interrupted download.</summary>
    public long ResumedBytes { get; init; }
}
