namespace Graft;

/// <summary>The values in a feature row that come from one layer.</summary>
/// <param name="Layer">Name of the tensor.</param>
/// <param name="Length">Number of values.</param>
public readonly record struct FeaturePart(string Layer, int Length);
