using System.Collections.Immutable;
using ScottPlot;

namespace Graft;

/// <summary>A map of the features: a dot for each row in the colour of its class, and the classes' names where most of their rows are.</summary>
internal static class MapPlot
{
    /// <summary>Colours that the style sheet has; more classes share them, told apart by their names.</summary>
    public const int Colors = 12;

    private const int Width = 1040;
    private const int Height = 860;
    private const int Margin = 26;

    public static string Svg(ReportedMap map, ImmutableArray<ReportedRow> rows, ImmutableArray<string> classes, string name)
    {
        var svg = new SvgPlot(Width, Height, new PixelPadding(1, 1, 1, 1));
        svg.WithoutAxes();
        SetLimits(svg, map.Points);
        var labels = classes.Select((item, label) => (item, label)).ToDictionary(pair => pair.item, pair => pair.label);
        var size = rows.Length switch { < 600 => 4.6f, < 2500 => 3.6f, _ => 2.8f };
        foreach (var isTest in new[] { false, true })
        {
            foreach (var group in Enumerable.Range(0, rows.Length).Where(i => rows[i].IsTest == isTest).GroupBy(i => labels[rows[i].Name] % Colors).OrderBy(group => group.Key))
                Dots(svg, map, rows, [.. group], $"k{group.Key}{(isTest ? "" : " seen")}", MarkerShape.FilledCircle, isTest ? size * 2 : size * 1.5f);
        }

        Dots(svg, map, rows, [.. Enumerable.Range(0, rows.Length).Where(i => rows[i].PredictedName is not null)], "mistake", MarkerShape.OpenCircle, size * 2 + 5);
        foreach (var label in MapLabels.Of(map.Points, rows, classes, svg, Width, Height))
            svg.Label(label);
        return svg.Render(name, "map");
    }

    private static void Dots(SvgPlot svg, ReportedMap map, ImmutableArray<ReportedRow> rows, int[] drawn, string style, MarkerShape shape, float size)
    {
        if (drawn.Length == 0)
            return;
        var color = svg.Kind(style, k => new SvgMark(Words(rows[drawn[k]])));
        svg.Plot.Add.Markers(drawn.Select(i => map.Points[i].X).ToArray(), drawn.Select(i => map.Points[i].Y).ToArray(), shape, size, color);
    }

    private static string Words(ReportedRow row) => row.PredictedName is null
        ? $"{PageText.Isolate(row.Path)}: {PageText.Isolate(row.Name)}"
        : $"{PageText.Isolate(row.Path)}: {PageText.Isolate(row.Name)}, taken for {PageText.Isolate(row.PredictedName)}";

    /// <summary>All points with room around them, a step to the right being as long as one up.</summary>
    private static void SetLimits(SvgPlot svg, ImmutableArray<MapPoint> points)
    {
        var (left, right) = (points.Min(point => point.X), points.Max(point => point.X));
        var (bottom, top) = (points.Min(point => point.Y), points.Max(point => point.Y));
        var step = Math.Max((right - left) / (Width - 2 * Margin), (top - bottom) / (Height - 2 * Margin));
        if (!(step > 0))
            step = 1;
        var (x, y) = ((left + right) / 2, (bottom + top) / 2);
        svg.Plot.Axes.SetLimits(x - step * Width / 2, x + step * Width / 2, y - step * Height / 2, y + step * Height / 2);
    }
}
