namespace Graft;

/// <summary>Where a row lies on a map; only its distance to other points means something.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Up.</param>
public readonly record struct MapPoint(double X, double Y);
