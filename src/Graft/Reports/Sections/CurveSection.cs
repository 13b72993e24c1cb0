namespace Graft;

/// <summary>Whether more photos would help.</summary>
internal static class CurveSection
{
    private static readonly HtmlColumn[] Columns = [new("share", false), new("training photos"), new("accuracy")];

    public static void Write(HtmlBuilder html, ClassifierReport report)
    {
        var points = report.LearningCurve;
        PageSection.Open(html, "curve", "Learning curve");
        if (report.LearningCurveProblem is { } problem)
        {
            html.Open("p", ("class", "warning")).Name(problem).Close("p");
            PageSection.Close(html);
            return;
        }

        html.Open("p").Text("The same classifier, fitted on ever more of its training photos and tested on the same test photos. Where the curve still rises at its end, more photos will probably help.");
        if (report.Record.CalibrationMethod is not null)
            html.Text(" These fits are not calibrated.");
        html.Close("p").Line();
        PageSection.Plot(html, "Learning curve", LearningCurvePlot.Svg(points));
        html.Open("details").Element("summary", "The numbers");
        HtmlTable.Write(html, "Accuracy over training photos", Columns, points.Length, Cell);
        html.Close("details");
        PageSection.Close(html);

        void Cell(int row, int column)
        {
            var place = $"learningCurve.{row}";
            switch (column)
            {
                case 0:
                    html.Percent($"{place}.share", points[row].Share);
                    break;
                case 1:
                    html.Count($"{place}.trainCount", points[row].TrainCount);
                    break;
                case 2:
                    html.Percent($"{place}.accuracy", points[row].Accuracy);
                    break;
            }
        }
    }
}
