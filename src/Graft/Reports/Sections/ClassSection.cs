namespace Graft;

/// <summary>Precision, recall and F1 of every class.</summary>
internal static class ClassSection
{
    private static readonly HtmlColumn[] Columns =
        [new("class", false), new("F1"), new("recall"), new("precision"), new("test photos"), new("mostly taken for", false)];

    public static void Write(HtmlBuilder html, ClassifierReport report)
    {
        var evaluation = report.Evaluation;
        PageSection.Open(html, "classes", "Classes");
        html.Element("p", "Recall is the share of a class's photos that were recognised; precision is the share of those taken for the class that are of it; F1 is their harmonic mean. The weakest class comes first.");
        var confused = evaluation.ConfusedPairs.Select((pair, place) => (pair, place)).GroupBy(item => item.pair.TrueLabel).ToDictionary(group => group.Key, group => group.First());
        var labels = Enumerable.Range(0, evaluation.Classes.Length).OrderBy(label => evaluation.Classes[label].F1).ToArray();
        HtmlTable.Write(html, "Every class of the classifier", Columns, labels.Length, (row, column) => Cell(labels[row], column), sortedBy: 1);
        html.Open("p", ("class", "note")).Text("Macro averages, over classes alike: F1 ").Percent("macroAverage.f1", evaluation.MacroAverage.F1);
        html.Text(", recall ").Percent("macroAverage.recall", evaluation.MacroAverage.Recall).Text(", precision ").Percent("macroAverage.precision", evaluation.MacroAverage.Precision);
        html.Text(". Weighted by photos: F1 ").Percent("weightedAverage.f1", evaluation.WeightedAverage.F1);
        html.Text(", recall ").Percent("weightedAverage.recall", evaluation.WeightedAverage.Recall).Text(", precision ").Percent("weightedAverage.precision", evaluation.WeightedAverage.Precision).Text(".").Close("p");
        PageSection.Close(html);

        void Cell(int label, int column)
        {
            var (item, place) = (evaluation.Classes[label], $"classes.{label}");
            switch (column)
            {
                case 0:
                    html.Name(item.Name);
                    break;
                case 1:
                    html.Percent($"{place}.f1", item.F1);
                    break;
                case 2:
                    html.Percent($"{place}.recall", item.Recall);
                    break;
                case 3:
                    html.Percent($"{place}.precision", item.Precision);
                    break;
                case 4:
                    html.Count($"{place}.support", item.Support);
                    break;
                case 5 when confused.TryGetValue(label, out var worst):
                    html.Name(evaluation.Classes[worst.pair.PredictedLabel].Name).Text(" (").Count($"confusedPairs.{worst.place}.count", worst.pair.Count).Text(")");
                    break;
            }
        }
    }
}
