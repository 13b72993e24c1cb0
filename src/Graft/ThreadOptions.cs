namespace Graft;

/// <summary>What a number of threads means in every option: 0 is one a core.</summary>
internal static class ThreadOptions
{
    public static int Count(int threads) => threads > 0 ? threads : Environment.ProcessorCount;

    /// <summary>For work that shares out threads and can be cancelled.</summary>
    public static ParallelOptions Parallel(int threads, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = Count(threads), CancellationToken = cancellationToken };
}
