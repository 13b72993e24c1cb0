namespace Graft;

/// <summary>How far an extraction has come.</summary>
/// <param name="DoneCount">Images dealt with, skipped ones and those of an interrupted run included.</param>
/// <param name="TotalCount">Images in all.</param>
/// <param name="SkippedCount">Images that could not be read.</param>
public readonly record struct ExtractionProgress(int DoneCount, int TotalCount, int SkippedCount)
{
    /// <summary>Of those dealt with, the ones of an interrupted run.</summary>
    public int ResumedCount { get; init; }
}
