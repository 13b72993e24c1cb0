namespace Graft;

/// <summary>How a backbone is run; nothing here changes its features beyond rounding.</summary>
public sealed record BackboneOptions
{
    /// <summary>Threads that share the work of one batch, at least 1; 0 stands for one a core.</summary>
    public int Threads { get; init; }

    /// <summary>What computes.</summary>
    public BackboneDevice Device { get; init; }

    internal int ThreadCount => ThreadOptions.Count(Threads);
}
