using System.Collections.Immutable;

namespace Graft;

/// <summary>What packing came to.</summary>
/// <param name="Count">Images in the pack.</param>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="Skipped">Images that could not be read, in order.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public sealed record PackingReport(int Count, ImmutableArray<string> LabelNames, ImmutableArray<SkippedImage> Skipped, TimeSpan Elapsed)
{
    /// <summary>Images that were there already: of an interrupted run, or of the pack that was added to.</summary>
    public int EarlierCount { get; init; }
}
