using System.Collections.Immutable;

namespace Graft;

/// <summary>A map of the features.</summary>
/// <param name="Method">How it was made.</param>
/// <param name="Points">In the order of <see cref="ClassifierReport.MapRows"/>.</param>
public sealed record ReportedMap(MapMethod Method, ImmutableArray<MapPoint> Points);
