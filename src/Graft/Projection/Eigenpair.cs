namespace Graft;

/// <summary>A solution of A v = value * v, v being of length 1.</summary>
internal sealed record Eigenpair(double Value, double[] Vector);
