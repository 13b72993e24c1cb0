namespace Graft;

/// <summary>How far a search has come.</summary>
/// <param name="DoneCount">Fits that are done, of every setting on every fold.</param>
/// <param name="TotalCount">Fits in all.</param>
/// <param name="Table">The settings that are finished in some fold.</param>
public sealed record SearchProgress(int DoneCount, int TotalCount, SearchTable Table);
