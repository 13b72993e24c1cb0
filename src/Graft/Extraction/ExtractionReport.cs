using System.Collections.Immutable;

namespace Graft;

/// <summary>What an extraction came to.</summary>
/// <param name="RowCount">Images that have a feature row.</param>
/// <param name="FeatureCount">Values per row of <c>features</c>.</param>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="Skipped">Images that could not be read, in order.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public sealed record ExtractionReport(
    int RowCount,
    int FeatureCount,
    ImmutableArray<string> LabelNames,
    ImmutableArray<SkippedImage> Skipped,
    TimeSpan Elapsed)
{
    /// <summary>Rows that were there already: of an interrupted run, or of the file that was added to.</summary>
    public int EarlierRowCount { get; init; }

    /// <summary>Layers before the last, which have datasets of their own.</summary>
    public ImmutableArray<FeaturePart> OtherLayers { get; init; } = [];
}
