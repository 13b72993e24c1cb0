using System.Collections.Immutable;
using ScottPlot;

namespace Graft;

/// <summary>Names of classes on a map, each at the median of its class or as near to it as there is room.</summary>
internal static class MapLabels
{
    private const int NameLetters = 20;
    private const double LetterWidth = 7.4;
    private const double LineHeight = 14;

    /// <summary>How far from its class a name may be, in pixels; one without room there is left out.</summary>
    private const double Farthest = 70;

    public static IEnumerable<SvgLabel> Of(ImmutableArray<MapPoint> points, ImmutableArray<ReportedRow> rows, ImmutableArray<string> classes, SvgPlot svg, int width, int height)
    {
        var limits = svg.Plot.Axes.GetLimits();
        var taken = new List<(double X, double Y, double HalfWidth)>();
        // The larger a class is, the more it matters that it is named.
        foreach (var group in Enumerable.Range(0, rows.Length).GroupBy(i => rows[i].Name).OrderByDescending(group => group.Count()))
        {
            var text = PageText.Shorten(group.Key, NameLetters);
            var half = PageText.Letters(text) * LetterWidth / 2;
            var x = (Median(group.Select(i => points[i].X)) - limits.Left) / limits.HorizontalSpan * width;
            var y = (limits.Top - Median(group.Select(i => points[i].Y))) / limits.VerticalSpan * height;
            if (Free(x, y, half, taken, width, height) is not { } place)
                continue;
            taken.Add((place.X, place.Y, half));
            yield return new SvgLabel(text, _ => new Pixel(place.X, place.Y))
            {
                Style = $"place k{classes.IndexOf(group.Key) % MapPlot.Colors}",
                Title = text == group.Key ? null : group.Key,
            };
        }
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    /// <summary>The nearest place on a spiral where no other name is.</summary>
    private static (double X, double Y)? Free(double x, double y, double half, List<(double X, double Y, double HalfWidth)> taken, int width, int height)
    {
        for (double turn = 0, radius = 0; radius <= Farthest; turn += 0.5, radius = 1.6 * turn)
        {
            var (atX, atY) = (Math.Clamp(x + radius * Math.Cos(turn), half + 3, width - half - 3), Math.Clamp(y + 0.7 * radius * Math.Sin(turn), LineHeight, height - LineHeight));
            if (taken.All(other => Math.Abs(other.X - atX) > other.HalfWidth + half + 4 || Math.Abs(other.Y - atY) > LineHeight))
                return (atX, atY);
        }

        return null;
    }
}
