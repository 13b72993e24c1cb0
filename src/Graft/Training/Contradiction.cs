namespace Graft;

/// <summary>Two rows with the same features, to the bit, and different labels: no classifier can be right on both.</summary>
/// <param name="Path">Path of one.</param>
/// <param name="OtherPath">Path of the other, which comes later.</param>
public sealed record Contradiction(string Path, string OtherPath);
