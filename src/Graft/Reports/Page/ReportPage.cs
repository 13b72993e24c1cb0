namespace Graft;

/// <summary>The page of a <see cref="ClassifierReport"/>: the answer first, then what it rests on.</summary>
internal static class ReportPage
{
    /// <summary>The whole page as UTF-8.</summary>
    public static byte[] Of(ClassifierReport report)
    {
        var html = new HtmlBuilder();
        SummarySection.Write(html, report, Links(report));
        html.Open("main", ("id", "main")).Line();
        if (report.Tuning is { } tuning)
            TuningSection.Write(html, tuning, report.Evaluation);
        ClassSection.Write(html, report);
        ConfusionSection.Write(html, report);
        MistakeSection.Write(html, report);
        html.Open("div", ("class", "pair")).Line();
        CalibrationSection.Write(html, report);
        if (HasCurve(report))
            CurveSection.Write(html, report);
        html.Close("div").Line();
        MapSection.Write(html, report);
        if (report.Search is { } search)
            SearchSection.Write(html, search);
        RecordSection.Write(html, report);
        html.Close("main").Line();
        html.Open("footer").Text($"Made by Graft {GraftVersion.Text} on {report.Created}");
        if (report.Command is { } command)
            html.Text(" with ").Code(command);
        html.Text(".").Close("footer").Line();
        return HtmlPage.Of($"{report.Title}: report", html.ToString());
    }

    /// <summary>The sections of the page, in their order: id and name.</summary>
    private static IEnumerable<(string Id, string Name)> Links(ClassifierReport report)
    {
        if (report.Tuning is not null)
            yield return ("tuning", "Fine-tuning");
        yield return ("classes", "Classes");
        yield return ("confusion", "Confusion");
        yield return ("mistakes", "Mistakes");
        yield return ("calibration", "Calibration");
        if (HasCurve(report))
            yield return ("curve", "Learning curve");
        yield return ("map", "Map");
        if (report.Search is not null)
            yield return ("search", "Search");
        yield return ("record", "Record");
    }

    /// <summary>Where a curve was wanted there is one, or the reason why there is none.</summary>
    private static bool HasCurve(ClassifierReport report) => !report.LearningCurve.IsEmpty || report.LearningCurveProblem is not null;
}
