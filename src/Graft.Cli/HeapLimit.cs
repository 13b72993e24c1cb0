namespace Graft.Cli;

/// <summary>
/// Holds the runtime to the memory that the user allows. What a fit needs is planned; what has been let go of, the runtime
/// collects in its own time, unless it is told that there is no room for it.
/// </summary>
internal static class HeapLimit
{
    /// <summary>What the process has besides the heap: code, stacks, native libraries; measured with some room.</summary>
    private const long Other = 80_000_000;

    /// <summary>Less than the runtime can work in. A limit that small is refused by whatever is to be done within it.</summary>
    private const long Least = 30_000_000;

    /// <summary>Limits the heap so that the process stays within its memory.</summary>
    /// <param name="bytes">The limit; 0 for half of the machine's memory.</param>
    public static void Apply(long bytes)
    {
        var limit = bytes > 0 ? bytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        if (limit - Other < Least)
            return;
        AppContext.SetData("GCHeapHardLimit", (ulong)(limit - Other));
        try
        {
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException)
        {
            // More is in use already, lists of millions of paths; the plan of the fit refuses what is too much.
        }
    }
}
