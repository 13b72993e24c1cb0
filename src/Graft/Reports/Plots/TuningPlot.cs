using System.Globalization;
using ScottPlot;

namespace Graft;

/// <summary>Loss or accuracy over the epochs of a fine-tuning, on its training photos and on its validation photos.</summary>
internal static class TuningPlot
{
    private const int Width = 480;
    private const int Height = 340;

    /// <summary>Differences of less than a few points would look like more than they are.</summary>
    private const double LeastAccuracies = 0.05;

    /// <summary>The same of losses, as a part of the largest.</summary>
    private const double LeastLosses = 0.2;

    /// <summary>Epochs from which on there is no room for large dots.</summary>
    private const int ManyEpochs = 30;

    /// <summary>Of two names beside each other, in pixels.</summary>
    private const int LineHeight = 15;

    /// <summary>Null where no epoch has a loss that can be drawn.</summary>
    public static string? Losses(TuningHistory history)
    {
        var series = Series(history, "trainLoss", epoch => epoch.TrainLoss, "validationLoss", epoch => epoch.ValidationLoss);
        if (series.Count == 0)
            return null;
        var (lowest, highest) = Range(series);
        // From 0 on, unless all that is to be seen would be far above.
        var isFromZero = lowest < highest / 2;
        var step = NiceInterval.Of(isFromZero ? highest : Math.Max(highest - lowest, LeastLosses * Math.Max(highest, 1e-6)), 5);
        var bottom = isFromZero ? 0 : Math.Max(0, step * Math.Floor(lowest / step - 0.25));
        return Svg(history, series, (bottom, step * Math.Ceiling(highest / step + 0.1), step), "loss", NumberText.Loss, value => value.ToString(value < 1e5 ? "#,0.######" : "0.#e0", CultureInfo.InvariantCulture));
    }

    /// <inheritdoc cref="Losses"/>
    public static string? Accuracies(TuningHistory history)
    {
        var series = Series(history, "trainAccuracy", epoch => epoch.TrainAccuracy, "validationAccuracy", epoch => epoch.ValidationAccuracy);
        if (series.Count == 0)
            return null;
        var (lowest, highest) = Range(series);
        var step = NiceInterval.Of(Math.Max(highest - lowest, LeastAccuracies), 5);
        return Svg(
            history, series, (Math.Max(0, step * Math.Floor(lowest / step - 0.25)), Math.Min(1, step * Math.Ceiling(highest / step + 0.25)), step), "accuracy",
            NumberText.Percent, value => string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.#}%"));
    }

    private static string Svg(
        TuningHistory history, List<Curve> series, (double Bottom, double Top, double Step) range, string what, Func<double, string> text, Func<double, string> tick)
    {
        var last = Math.Max(1, history.Epochs.Max(epoch => epoch.Number));
        var svg = new SvgPlot(Width, Height, new PixelPadding(72, 88, 56, 24));
        svg.Axes((Math.Max(1, NiceInterval.Of(last, 6)), value => value.ToString("0", CultureInfo.InvariantCulture), "epoch"), (range.Step, tick, what));
        svg.Plot.Axes.SetLimits(-0.03 * last, 1.03 * last, range.Bottom, range.Top);
        svg.Plot.Add.Line(history.BestEpoch, range.Bottom, history.BestEpoch, range.Top).Color = svg.Kind("ideal");
        svg.Label(new SvgLabel("kept", plot => new Pixel(plot.GetPixel(new Coordinates(history.BestEpoch, 0)).X, plot.LastRender.DataRect.Top - 11))
        {
            Style = "tick",
            Title = history.BestEpoch == 0 ? "The weights from before the first epoch were kept" : $"The weights after epoch {NumberText.Count(history.BestEpoch)} were kept",
        });
        foreach (var curve in series)
            Draw(svg, curve, history, what, text);
        for (var i = 0; i < series.Count; i++)
            svg.Label(EndName(series, i));
        if (series[^1].At(history.BestEpoch) is { } kept)
            svg.Label(KeptValue(series[^1], kept, what, text(kept.Value), (double)kept.Number / last));
        return svg.Render($"{char.ToUpperInvariant(what[0])}{what[1..]} over {NumberText.Count(last, "epoch")}: {string.Join("; ", series.Select(curve => InWords(curve, text)))}.", "plot epochs");
    }

    private static void Draw(SvgPlot svg, Curve curve, TuningHistory history, string what, Func<double, string> text)
    {
        var (numbers, values) = (curve.Points.Select(point => (double)point.Number).ToArray(), curve.Points.Select(point => point.Value).ToArray());
        if (numbers.Length > 1)
            svg.Plot.Add.ScatterLine(numbers, values, svg.Kind($"curve {curve.Name}"));
        svg.Plot.Add.Markers(numbers, values, MarkerShape.FilledCircle, numbers.Length > ManyEpochs ? 5 : 8, svg.Kind($"dot {curve.Name}", k => new SvgMark(
            $"epoch {NumberText.Count(curve.Points[k].Number)}, {curve.Name} photos: {what} {text(curve.Points[k].Value)}{(curve.Points[k].Number == history.BestEpoch ? " (kept)" : "")}")));
    }

    /// <summary>The name of a curve behind its last point, out of the way of the other's.</summary>
    private static SvgLabel EndName(List<Curve> series, int place)
    {
        var (number, value) = (series[place].Points[^1].Number, series[place].Points[^1].Value);
        return new SvgLabel(series[place].Name, plot =>
        {
            var at = plot.GetPixel(new Coordinates(number, value));
            if (series.Count < 2)
                return new Pixel(at.X + 9, at.Y);
            var other = plot.GetPixel(new Coordinates(number, series[1 - place].Points[^1].Value));
            var push = Math.Max(0, LineHeight - Math.Abs(at.Y - other.Y)) / 2;
            var isAbove = at.Y < other.Y || (at.Y == other.Y && place == 0);
            return new Pixel(at.X + 9, at.Y + (isAbove ? -push : push));
        })
        {
            Style = $"end {series[place].Name}",
            Anchor = "start",
        };
    }

    /// <summary>What was reached with the weights that were kept: on the side away from the other curve.</summary>
    private static SvgLabel KeptValue(Curve curve, (int Place, int Number, double Value) kept, string what, string text, double across) =>
        new(text, plot => plot.GetPixel(new Coordinates(kept.Number, kept.Value)) is var at ? new Pixel(at.X, at.Y + (what == "loss" ? -16 : 16)) : default)
        {
            Style = "value",
            Anchor = across < 0.1 ? "start" : across > 0.9 ? "end" : "middle",
            DataPlace = $"tuning.epochs.{kept.Place}.{curve.Field}",
        };

    private static string InWords(Curve curve, Func<double, string> text) => curve.Points.Count == 1
        ? $"{curve.Name} photos {text(curve.Points[0].Value)}"
        : $"{curve.Name} photos from {text(curve.Points[0].Value)} to {text(curve.Points[^1].Value)}";

    /// <summary>The curves that have a point, that of the validation photos last.</summary>
    private static List<Curve> Series(TuningHistory history, string trainField, Func<TuningEpoch, double?> train, string validationField, Func<TuningEpoch, double?> validation)
    {
        return [.. new[] { Of("training", trainField, train), Of("validation", validationField, validation) }.Where(curve => curve.Points.Count > 0)];

        Curve Of(string name, string field, Func<TuningEpoch, double?> value) => new(name, field,
            [.. history.Epochs.Select((epoch, place) => (place, epoch.Number, value(epoch) ?? double.NaN)).Where(point => double.IsFinite(point.Item3))]);
    }

    private static (double Lowest, double Highest) Range(List<Curve> series) =>
        (series.Min(curve => curve.Points.Min(point => point.Value)), series.Max(curve => curve.Points.Max(point => point.Value)));

    private sealed record Curve(string Name, string Field, List<(int Place, int Number, double Value)> Points)
    {
        public (int Place, int Number, double Value)? At(int number) => Points.Where(point => point.Number == number).Select(point => ((int, int, double)?)point).FirstOrDefault();
    }
}
