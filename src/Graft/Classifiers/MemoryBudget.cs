namespace Graft;

/// <summary>What a fit may take of the machine's memory.</summary>
internal static class MemoryBudget
{
    /// <summary>What the runtime, the libraries and the code itself take, whatever is fitted; measured with some room.</summary>
    private const long Runtime = 100_000_000;

    /// <summary>Bytes that the process may take: the limit that was given, else half of the machine's memory.</summary>
    public static long Limit(long given) => given > 0 ? given : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Bytes of the limit that are left for data.</summary>
    public static long ForData(long given) => Math.Max(0, Limit(given) - Runtime);

    /// <summary>Makes sure that data fits, before it is read.</summary>
    /// <param name="bytes">What the data takes.</param>
    /// <param name="given">The limit; 0 for half of the machine's memory.</param>
    /// <param name="what">What takes it, as the start of a sentence, such as <c>A random forest of 40,000 rows x 512 features</c>.</param>
    /// <param name="advice">What else can be done, as the end of a sentence that begins with "Allow more, or"; null when there is nothing.</param>
    /// <exception cref="TrainingDataException">It does not.</exception>
    public static void Require(long bytes, long given, string what, string? advice = null)
    {
        if (bytes <= ForData(given))
            return;
        throw new TrainingDataException(
            $"{what} takes {Megabytes(bytes + Runtime)} of memory; the limit is {Megabytes(Limit(given))}. "
            + $"Allow at least that (--memory {Math.Ceiling((bytes + Runtime) / 1e6):F0}MB){(advice is null ? "" : $", or {advice}")}.");
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:N0} MB";
}
