namespace Graft;

/// <summary>Rows that follow one another. Valid until the next block is asked for.</summary>
/// <param name="FirstRow">Zero-based.</param>
/// <param name="RowCount">How many rows.</param>
/// <param name="Values">RowCount rows, row-major.</param>
public readonly record struct FeatureBlock(int FirstRow, int RowCount, ReadOnlyMemory<float> Values);
