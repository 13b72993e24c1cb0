namespace Graft;

/// <summary>The page of a <see cref="ClassifierReport"/>: the answer first, then what it rests on.</summary>
internal static class ReportPage
{
    /// <summary>The whole page as UTF-8.</summary>
    public static byte[] Of(ClassifierReport report)
    {
        var html = new HtmlBuilder();
        SummarySection.Write(html, report, report.Search is null ? [] : [("search", "Search")]);
        html.Open("main", ("id", "main")).Line();
        ClassSection.Write(html, report);
        ConfusionSection.Write(html, report);
        MistakeSection.Write(html, report);
        html.Open("div", ("class", "pair")).Line();
        CalibrationSection.Write(html, report);
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
}
