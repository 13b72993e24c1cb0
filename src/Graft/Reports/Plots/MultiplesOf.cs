using ScottPlot;

namespace Graft;

/// <summary>Ticks at the multiples of a number that an axis shows. Those of ScottPlot depend on the width of their text, hence on fonts.</summary>
internal sealed class MultiplesOf(double interval) : ITickGenerator
{
    public Tick[] Ticks { get; set; } = [];

    public int MaxTickCount { get; set; } = int.MaxValue;

    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle)
    {
        // What rounding takes off the ends is on the axis all the same.
        var (first, last) = (Math.Ceiling(range.Min / interval - 1e-6), Math.Floor(range.Max / interval + 1e-6));
        Ticks = [.. Enumerable.Range(0, Math.Max(0, (int)(last - first) + 1)).Select(step => new Tick((first + step) * interval, "", isMajor: true))];
    }
}
