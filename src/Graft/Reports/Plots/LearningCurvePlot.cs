using System.Collections.Immutable;
using ScottPlot;

namespace Graft;

/// <summary>Accuracy on the test rows over the number of training rows.</summary>
internal static class LearningCurvePlot
{
    /// <summary>Differences of less than a few points would look like more than they are.</summary>
    private const double LeastRange = 0.05;

    /// <summary>How far apart named points are, as a part of the axis, or their numbers would run into one another.</summary>
    private const double NumberWidth = 0.13;

    public static string Svg(ImmutableArray<LearningCurvePoint> points)
    {
        var svg = new SvgPlot(460, 400, new PixelPadding(72, 24, 56, 22));
        var (counts, accuracies) = (points.Select(point => (double)point.TrainCount).ToArray(), points.Select(point => point.Accuracy).ToArray());
        var (lowest, highest) = (accuracies.Min(), accuracies.Max());
        var step = NiceInterval.Of(Math.Max(highest - lowest, LeastRange), 5);
        var (bottom, top) = (Math.Max(0, step * Math.Floor(lowest / step - 0.25)), Math.Min(1, step * Math.Ceiling(highest / step + 0.25)));
        var across = NiceInterval.Of(counts[^1], 5);
        svg.Axes(
            (across, value => value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), "training photos"),
            (step, value => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * value:0.#}%"), "accuracy on the test photos"));
        svg.Plot.Add.ScatterLine(counts, accuracies, svg.Kind("curve"));
        svg.Plot.Add.Markers(counts, accuracies, MarkerShape.FilledCircle, 9, svg.Kind("dot", k => new SvgMark(
            $"{NumberText.Count(points[k].TrainCount, "training photo")} ({100 * points[k].Share:F0}%): accuracy {NumberText.Percent(points[k].Accuracy)}")));
        svg.Plot.Axes.SetLimits(0, counts[^1] * 1.04, bottom, top);
        foreach (var i in Named(counts))
        {
            // Beneath the curve there is room: it rises.
            svg.Label(new SvgLabel(NumberText.Percent(accuracies[i]), plot => plot.GetPixel(new Coordinates(counts[i], accuracies[i])) is var at ? new Pixel(at.X + 6, at.Y + 15) : default)
            {
                Style = "value",
                Anchor = i == points.Length - 1 ? "end" : "start",
                DataPlace = $"learningCurve.{i}.accuracy",
            });
        }

        return svg.Render(
            $"Learning curve: accuracy from {NumberText.Percent(accuracies[0])} with {NumberText.Count(points[0].TrainCount, "training photo")} to {NumberText.Percent(accuracies[^1])} with {NumberText.Count(points[^1].TrainCount)}.", "plot");
    }

    /// <summary>The last point, which is the classifier itself, and those before it for which there is room.</summary>
    private static List<int> Named(double[] counts)
    {
        var named = new List<int>();
        for (var i = counts.Length - 1; i >= 0; i--)
        {
            if (named.Count == 0 || counts[named[^1]] - counts[i] >= NumberWidth * counts[^1])
                named.Add(i);
        }

        return named;
    }
}
