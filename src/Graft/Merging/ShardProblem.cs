namespace Graft;

/// <summary>A file that cannot be merged.</summary>
/// <param name="Path">The file.</param>
/// <param name="Reason">Why not, as a sentence without its point: <c>it is unfinished</c>.</param>
public sealed record ShardProblem(string Path, string Reason);
