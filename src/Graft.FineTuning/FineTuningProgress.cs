namespace Graft;

/// <summary>How far a fine-tuning has come.</summary>
public sealed record FineTuningProgress
{
    /// <summary>What is being done, such as <c>Warming up the head</c>, <c>Training</c> or <c>Testing</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>The pass that is under way, or that <see cref="Finished"/> tells of; 0 before the first and in all other phases.</summary>
    public int Epoch { get; init; }

    /// <summary>All passes that are planned.</summary>
    public int EpochCount { get; init; }

    /// <summary>Steps, such as photos, of this pass or phase that are done.</summary>
    public required int DoneCount { get; init; }

    /// <summary>All its steps.</summary>
    public required int TotalCount { get; init; }

    /// <summary>Of the steps that are done, those of an earlier run.</summary>
    public int ResumedCount { get; init; }

    /// <summary>How long it will take; told once, before anything begins, and null after that.</summary>
    public FineTuningEstimate? Estimate { get; init; }

    /// <summary>Mean loss over the steps that are done; null where there is none.</summary>
    public double? Loss { get; init; }

    /// <summary>Share of the photos so far that were recognised, 0 to 1; null where that is not known.</summary>
    public double? Accuracy { get; init; }

    /// <summary>What came of the pass, once it is over; else null.</summary>
    public TuningEpoch? Finished { get; init; }

    /// <summary>Whether the weights after <see cref="Finished"/> are the best so far.</summary>
    public bool IsBest { get; init; }
}
