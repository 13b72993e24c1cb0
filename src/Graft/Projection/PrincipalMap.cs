using System.Collections.Immutable;

namespace Graft;

/// <summary>Rows by their first two principal components.</summary>
/// <param name="Points">A point for each row, around (0, 0).</param>
/// <param name="FirstShare">How much of the variance of all features the first component has, 0 to 1; 0 where rows do not differ.</param>
/// <param name="SecondShare">The same of the second, at most that of the first.</param>
public sealed record PrincipalMap(ImmutableArray<MapPoint> Points, double FirstShare, double SecondShare);
