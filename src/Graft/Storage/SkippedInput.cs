namespace Graft;

/// <summary>What has no row, and why.</summary>
internal readonly record struct SkippedInput(string Path, string Reason);
