namespace Graft;

/// <summary>Which class is taken for which.</summary>
internal static class ConfusionSection
{
    private const int ListedPairs = 20;

    private static readonly HtmlColumn[] Columns = [new("true class", false), new("taken for", false), new("photos"), new("of the class")];

    public static void Write(HtmlBuilder html, ClassifierReport report)
    {
        var evaluation = report.Evaluation;
        PageSection.Open(html, "confusion", "Confusion");
        html.Open("p").Text("A row for each true class, a column for each predicted one. ").Element("span", "", ("class", "key right")).Text(" right, ");
        html.Element("span", "", ("class", "key wrong")).Text(" wrong; the deeper, the larger the share of the row. Point at a square to read it.").Close("p").Line();
        PageSection.Plot(html, "Confusion matrix", ConfusionPlot.Svg(evaluation));
        var pairs = evaluation.ConfusedPairs.Take(ListedPairs).ToArray();
        if (pairs.Length == 0)
        {
            html.Element("p", "No class was taken for another.");
        }
        else
        {
            var caption = evaluation.ConfusedPairs.Length > ListedPairs ? $"The {ListedPairs} most confused pairs of {NumberText.Count(evaluation.ConfusedPairs.Length)}" : "All confused pairs";
            HtmlTable.Write(html, caption, Columns, pairs.Length, (row, column) => Cell(html, evaluation, pairs[row], row, column));
        }

        PageSection.Close(html);
    }

    private static void Cell(HtmlBuilder html, Evaluation evaluation, ConfusedPair pair, int row, int column)
    {
        switch (column)
        {
            case 0:
                html.Name(evaluation.Classes[pair.TrueLabel].Name);
                break;
            case 1:
                html.Name(evaluation.Classes[pair.PredictedLabel].Name);
                break;
            case 2:
                html.Count($"confusedPairs.{row}.count", pair.Count);
                break;
            case 3:
                html.Percent($"confusedPairs.{row}.share", (double)pair.Count / evaluation.Classes[pair.TrueLabel].Support);
                break;
        }
    }
}
