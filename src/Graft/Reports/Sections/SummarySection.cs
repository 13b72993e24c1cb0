namespace Graft;

/// <summary>The head of a report: how good it is, how sure that is, and where to look.</summary>
internal static class SummarySection
{
    private const int WeakestClasses = 3;

    /// <param name="html">Where it goes.</param>
    /// <param name="report">The report.</param>
    /// <param name="links">The sections below: id and name.</param>
    public static void Write(HtmlBuilder html, ClassifierReport report, IEnumerable<(string Id, string Name)> links)
    {
        var evaluation = report.Evaluation;
        html.Open("header").Line();
        html.Element("p", "Report of a classifier", ("class", "kind")).Open("h1").Name(report.Title).Close("h1").Line();
        html.Open("p", ("class", "what")).Text($"{RecordWords.Classifier(report.Record)} of ").Count("classCount", evaluation.Classes.Length).Text(" classes");
        WriteOrigin(html, report);
        html.Close("p").Line();

        html.Open("div", ("class", "headline")).Open("p", ("class", "big")).Percent("accuracy", evaluation.Accuracy).Close("p");
        html.Open("p").Open("strong").Text("accuracy").Close("strong").Text(": ").Count("correctCount", evaluation.CorrectCount).Text(" of ");
        html.Count("testCount", evaluation.SampleCount).Text($" test photo{(evaluation.SampleCount == 1 ? "" : "s")} recognised. On ever more photos of the same kind it would be from ");
        html.Percent("interval.low", evaluation.Interval.Low).Text(" to ").Percent("interval.high", evaluation.Interval.High).Text(" (95% interval, Wilson).").Close("p").Close("div").Line();

        html.Open("dl", ("class", "tiles")).Line();
        Tile(html, "rank-1", "accuracy", evaluation.Accuracy);
        Tile(html, "rank-5", "rank5", evaluation.Rank5Accuracy);
        Tile(html, "mean per class", "meanPerClassAccuracy", evaluation.MeanPerClassAccuracy);
        Tile(html, "macro precision", "macroAverage.precision", evaluation.MacroAverage.Precision);
        Tile(html, "macro recall", "macroAverage.recall", evaluation.MacroAverage.Recall);
        Tile(html, "macro F1", "macroAverage.f1", evaluation.MacroAverage.F1);
        Tile(html, "calibration error", "calibrationError", evaluation.CalibrationError);
        html.Close("dl").Line();

        WriteFindings(html, report);
        WriteLinks(html, links);
        html.Close("header").Line();
    }

    /// <summary>The network that it comes of, as far as that is known.</summary>
    private static void WriteOrigin(HtmlBuilder html, ClassifierReport report)
    {
        if (report.Tuning is { } tuning)
        {
            html.Text(", made of ").Name(report.Recipe?.Backbone.Name ?? "a pretrained network");
            html.Text(" by training its layers from ").Name(tuning.UnfreezeFrom).Text(" on");
        }
        else if (report.Recipe is { } recipe)
        {
            html.Text(" on features of ").Name(recipe.Backbone.Name).Text(", layer ").Name(recipe.Backbone.Layer);
        }
    }

    private static void Tile(HtmlBuilder html, string name, string place, double share) =>
        html.Open("div").Element("dt", name).Open("dd").Percent(place, share).Close("dd").Close("div").Line();

    private static void WriteFindings(HtmlBuilder html, ClassifierReport report)
    {
        var evaluation = report.Evaluation;
        html.Open("ul", ("class", "findings")).Line();
        WriteTuning(html, report);
        var weakest = evaluation.Classes.Select((item, label) => (item, label)).Where(pair => pair.item is { Support: > 0, Recall: < 1 })
            .OrderBy(pair => pair.item.F1).Take(WeakestClasses).ToList();
        if (weakest.Count > 0)
        {
            html.Open("li").Text("Weakest: ");
            for (var i = 0; i < weakest.Count; i++)
                html.Text(i == 0 ? "" : ", ").Name(weakest[i].item.Name).Text(" (F1 ").Percent($"classes.{weakest[i].label}.f1", weakest[i].item.F1).Text(")");
            html.Text(".").Close("li").Line();
        }

        if (evaluation.ConfusedPairs is [var pair, ..])
        {
            html.Open("li").Text("Most confused: ").Name(evaluation.Classes[pair.TrueLabel].Name).Text(" is taken for ").Name(evaluation.Classes[pair.PredictedLabel].Name);
            html.Text(" in ").Count("confusedPairs.0.count", pair.Count).Text(" of ").Count($"classes.{pair.TrueLabel}.support", evaluation.Classes[pair.TrueLabel].Support).Text(" photos.").Close("li").Line();
        }

        if (report.LearningCurve is [.., var before, var last])
        {
            var gain = last.Accuracy - before.Accuracy;
            var change = NumberText.Points(Math.Abs(gain)) is not "0.0" and var points ? $"changed the accuracy by {(gain < 0 ? "−" : "+")}{points} points" : "did not change the accuracy";
            html.Open("li").Text($"The last {NumberText.Count(last.TrainCount - before.TrainCount, "training photo")} {change}: ");
            // Less than the standard error of an accuracy on so many photos says nothing either way.
            var error = Math.Sqrt(evaluation.Accuracy * (1 - evaluation.Accuracy) / evaluation.SampleCount);
            html.Text(gain > error ? "more photos will probably help." : "on so few test photos that may be chance.").Close("li").Line();
        }

        html.Close("ul").Line();
    }

    private static void WriteTuning(HtmlBuilder html, ClassifierReport report)
    {
        if (report.Tuning?.Compare(report.Evaluation) is not { } comparison)
            return;
        html.Open("li");
        if (NumberText.Points(Math.Abs(comparison.Gain)) == "0.0")
            html.Text("Fine-tuning left the accuracy of the frozen network as it was");
        else if (comparison.Gain > 0)
            html.Text("Fine-tuning gained ").Number("tuning.gains.accuracy", comparison.Gain, $"{NumberText.Points(comparison.Gain)} points").Text(" over the frozen network");
        else
            html.Text("Fine-tuning changed the accuracy of the frozen network by ").Change("tuning.gains.accuracy", comparison.Gain).Text(" points");
        html.Text(comparison is { Gain: not 0, PValue: >= TuningResults.Doubtful } ? ", which on so few test photos may be chance." : ".").Close("li").Line();
    }

    private static void WriteLinks(HtmlBuilder html, IEnumerable<(string Id, string Name)> links)
    {
        html.Open("nav", ("aria-label", "Contents")).Open("ul").Line();
        foreach (var (id, name) in links)
            html.Open("li").Element("a", name, ("href", $"#{id}")).Close("li");

        html.Close("ul").Close("nav").Line();
    }
}
