using ScottPlot;

namespace Graft;

/// <summary>A reliability diagram: how often predictions are right, over how sure the classifier was of them.</summary>
internal static class ReliabilityPlot
{
    public static string Svg(Evaluation evaluation)
    {
        var svg = new SvgPlot(460, 400, new PixelPadding(72, 24, 56, 14));
        svg.Axes((0.2, value => $"{100 * value:F0}%", "how sure the classifier was"), (0.2, value => $"{100 * value:F0}%", "how often it was right"));
        var bins = evaluation.ReliabilityBins.Select((bin, place) => (Bin: bin, From: (double)place / evaluation.ReliabilityBins.Length)).Where(item => item.Bin.Count > 0).ToList();
        var width = 1.0 / evaluation.ReliabilityBins.Length;
        var bars = svg.Kind("bar", k => new SvgMark(
            $"{100 * bins[k].From:F0}–{100 * (bins[k].From + width):F0}% sure: {NumberText.Count(bins[k].Bin.Count, "prediction")}, {NumberText.Percent(bins[k].Bin.Accuracy)} of them right, {NumberText.Percent(bins[k].Bin.Confidence)} expected"));
        foreach (var (bin, from) in bins)
        {
            var bar = svg.Plot.Add.Rectangle(from + width * 0.06, from + width * 0.94, 0, bin.Accuracy);
            (bar.FillColor, bar.LineWidth) = (bars, 0);
        }

        svg.Plot.Add.Line(0, 0, 1, 1).Color = svg.Kind("ideal");
        svg.Plot.Add.Markers(bins.Select(item => item.Bin.Confidence).ToArray(), bins.Select(item => item.Bin.Accuracy).ToArray(), MarkerShape.FilledCircle, 7, svg.Kind("dot"));
        svg.Plot.Axes.SetLimits(0, 1, 0, 1.03);
        return svg.Render(
            $"Reliability diagram of {NumberText.Count(evaluation.SampleCount, "prediction")}; the table below has its numbers.", "plot");
    }
}
