namespace Graft;

/// <summary>Rows in a random order. Valid until the next batch is asked for.</summary>
/// <param name="Rows">Zero-based row numbers.</param>
/// <param name="Values">One row of values for each, row-major.</param>
public readonly record struct ShuffledBatch(ReadOnlyMemory<int> Rows, ReadOnlyMemory<float> Values);
