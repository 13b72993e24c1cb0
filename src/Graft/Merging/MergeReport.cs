using System.Collections.Immutable;

namespace Graft;

/// <summary>What a merge came to.</summary>
/// <param name="RowCount">Rows.</param>
/// <param name="FeatureCount">Values per row of <c>features</c>.</param>
/// <param name="ShardCount">Shards.</param>
/// <param name="ListCount">Images in the list; those that could not be read have no row.</param>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public sealed record MergeReport(int RowCount, int FeatureCount, int ShardCount, int ListCount, ImmutableArray<string> LabelNames, TimeSpan Elapsed);
