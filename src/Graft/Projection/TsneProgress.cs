namespace Graft;

/// <summary>How far a map has come.</summary>
/// <param name="DoneIterations">Steps that are done.</param>
/// <param name="TotalIterations">All steps.</param>
public readonly record struct TsneProgress(int DoneIterations, int TotalIterations);
