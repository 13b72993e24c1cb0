using System.Collections.Immutable;

namespace Graft;

/// <summary>Rows to train on and rows to test on: disjoint, and together all there are.</summary>
/// <param name="TrainRows">Row indices in ascending order.</param>
/// <param name="TestRows">Row indices in ascending order.</param>
public sealed record Split(ImmutableArray<int> TrainRows, ImmutableArray<int> TestRows);
