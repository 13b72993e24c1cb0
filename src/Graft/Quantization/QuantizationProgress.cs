namespace Graft;

/// <summary>How far a quantisation has come.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Share">How much of it is done, from 0 to 1.</param>
public readonly record struct QuantizationProgress(string Phase, double Share);
