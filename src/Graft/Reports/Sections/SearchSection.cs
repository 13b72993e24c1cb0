namespace Graft;

/// <summary>The table of the cross-validation that the classifier's options come from.</summary>
internal static class SearchSection
{
    private static readonly HtmlColumn[] Columns = [new("rank"), new("classifier", false), new("scaling", false), new("settings", false), new("accuracy"), new("deviation"), new("", false)];

    public static void Write(HtmlBuilder html, SearchTable search)
    {
        PageSection.Open(html, "search", "Search");
        html.Element("p", $"Settings that were compared on the training photos, in {NumberText.Count(search.Folds)} folds"
            + (search.Repeats > 1 ? $" cut {NumberText.Count(search.Repeats)} times. " : ". ") + "The test photos had no part in it.").Line();
        var rows = Enumerable.Range(0, search.Rows.Length).OrderBy(row => search.Rows[row].Rank).ToArray();
        HtmlTable.Write(html, "Cross-validated accuracy, the best first", Columns, rows.Length, (row, column) => Cell(rows[row], column), sortedBy: 0);
        PageSection.Close(html);

        void Cell(int place, int column)
        {
            var row = search.Rows[place];
            switch (column)
            {
                case 0:
                    html.Count($"search.rows.{place}.rank", row.Rank);
                    break;
                case 1:
                    html.Text(row.Classifier);
                    break;
                case 2:
                    html.Text(row.Scaling);
                    break;
                case 3:
                    html.Text(row.Settings);
                    break;
                case 4:
                    html.Percent($"search.rows.{place}.mean", row.Mean);
                    break;
                case 5:
                    html.Percent($"search.rows.{place}.deviation", row.Deviation);
                    break;
                case 6:
                    html.Text(row.Converged ? "" : "not converged");
                    break;
            }
        }
    }
}
