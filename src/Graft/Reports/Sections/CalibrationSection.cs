namespace Graft;

/// <summary>Whether probabilities mean what they say.</summary>
internal static class CalibrationSection
{
    private static readonly HtmlColumn[] Columns = [new("sure", false), new("mean"), new("right"), new("predictions")];

    public static void Write(HtmlBuilder html, ClassifierReport report)
    {
        var evaluation = report.Evaluation;
        var bins = evaluation.ReliabilityBins;
        var surer = bins.Sum(bin => bin.Count * (bin.Confidence - bin.Accuracy)) / evaluation.SampleCount;
        PageSection.Open(html, "calibration", "Calibration");
        html.Open("p").Text("Of the photos that the classifier is 80% sure of, 80% should be right: the bars should end on the line. On average they miss it by ");
        html.Percent("calibrationError", evaluation.CalibrationError).Text(" (expected calibration error); the classifier is ");
        html.Text(Math.Abs(surer) < 0.005 ? "about as sure as it is right." : surer > 0 ? "surer than it is right." : "less sure than it could be.");
        if (evaluation.CalibrationError > 0.05 && report is { Record.CalibrationMethod: null, Tuning: null })
            html.Text(" Training with ").Code("--calibrate").Text(" mends that.");
        html.Close("p").Line();
        PageSection.Plot(html, "Reliability diagram", ReliabilityPlot.Svg(evaluation));
        var filled = Enumerable.Range(0, bins.Length).Where(place => bins[place].Count > 0).ToArray();
        html.Open("details").Element("summary", "The numbers");
        HtmlTable.Write(html, "Predictions by how sure the classifier was", Columns, filled.Length, (row, column) => Cell(filled[row], column));
        html.Close("details");
        PageSection.Close(html);

        void Cell(int place, int column)
        {
            switch (column)
            {
                case 0:
                    html.Text($"{100.0 * place / bins.Length:F0}–{100.0 * (place + 1) / bins.Length:F0}%");
                    break;
                case 1:
                    html.Percent($"reliabilityBins.{place}.confidence", bins[place].Confidence);
                    break;
                case 2:
                    html.Percent($"reliabilityBins.{place}.accuracy", bins[place].Accuracy);
                    break;
                case 3:
                    html.Count($"reliabilityBins.{place}.count", bins[place].Count);
                    break;
            }
        }
    }
}
