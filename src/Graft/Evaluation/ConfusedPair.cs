namespace Graft;

/// <summary>Samples of one class that were taken for another.</summary>
/// <param name="TrueLabel">Their class.</param>
/// <param name="PredictedLabel">What they were taken for.</param>
/// <param name="Count">How many, at least 1.</param>
public sealed record ConfusedPair(int TrueLabel, int PredictedLabel, int Count);
