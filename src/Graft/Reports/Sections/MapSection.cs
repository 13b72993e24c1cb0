using System.Collections.Immutable;

namespace Graft;

/// <summary>Which photos look alike to the network.</summary>
internal static class MapSection
{
    public static void Write(HtmlBuilder html, ClassifierReport report)
    {
        PageSection.Open(html, "map", "Map of the features");
        if (report.Maps.IsEmpty)
        {
            html.Element("p", "None was wanted.");
            PageSection.Close(html);
            return;
        }

        var rows = report.MapRows;
        ImmutableArray<string> classes = [.. report.Evaluation.Classes.Select(item => item.Name).Union(rows.Select(row => row.Name))];
        html.Open("p").Text(rows.Length < report.RowCount
            ? $"A dot for each of {NumberText.Count(rows.Length)} photos, drawn at random from {NumberText.Count(report.RowCount)}. "
            : $"A dot for each of the {NumberText.Count(rows.Length)} photos. ");
        html.Text("Point at one to read its name.").Close("p").Line();
        WriteLegend(html, rows, classes);
        WriteMap(html, report, report.Maps[0], classes);
        foreach (var map in report.Maps.Skip(1))
        {
            html.Open("details").Element("summary", Heading(map.Method));
            WriteMap(html, report, map, classes);
            html.Close("details");
        }

        PageSection.Close(html);
    }

    private static void WriteLegend(HtmlBuilder html, ImmutableArray<ReportedRow> rows, ImmutableArray<string> classes)
    {
        html.Open("ul", ("class", "legend")).Line();
        if (classes.Length <= MapPlot.Colors)
        {
            for (var k = 0; k < classes.Length; k++)
                Key($"k{k}", classes[k], isName: true);
        }

        Key("plain", "test photo", isName: false);
        if (rows.Any(row => !row.IsTest))
            Key("plain seen", "training photo", isName: false);
        if (rows.Any(row => row.PredictedName is not null))
            Key("mistake", "mistake", isName: false);
        html.Close("ul").Line();
        if (classes.Length > MapPlot.Colors)
            html.Open("p", ("class", "note")).Text($"{NumberText.Count(classes.Length)} classes share {MapPlot.Colors} colours; each class is named where most of its photos are.").Close("p").Line();

        void Key(string style, string text, bool isName)
        {
            html.Open("li").Raw($"<svg class=\"map swatch\" viewBox=\"0 0 14 14\" width=\"14\" height=\"14\" aria-hidden=\"true\"><g class=\"{style}\"><circle cx=\"7\" cy=\"7\" r=\"5\"/></g></svg>");
            if (isName)
                html.Name(text);
            else
                html.Text(text);
            html.Close("li").Line();
        }
    }

    private static void WriteMap(HtmlBuilder html, ClassifierReport report, ReportedMap map, ImmutableArray<string> classes)
    {
        var name = $"Map of {NumberText.Count(map.Points.Length, "photo")} by {(map.Method == MapMethod.Tsne ? "t-SNE" : "principal components")}";
        html.Open("p", ("class", "note")).Text(map.Method == MapMethod.Tsne
            ? "By t-SNE: photos that are near one another are alike to the network. How far groups lie apart says little."
            : "By principal components: the two directions in which the features differ most. What lies apart here is apart; what overlaps may differ in other directions.").Close("p").Line();
        PageSection.Plot(html, name, MapPlot.Svg(map, report.MapRows, classes, name));
    }

    private static string Heading(MapMethod method) => method == MapMethod.Tsne ? "The map by t-SNE" : "The map by principal components";
}
