namespace Graft;

/// <summary>A column of a table.</summary>
/// <param name="Heading">What stands above it.</param>
/// <param name="IsNumber">Whether it is set right, digits below digits.</param>
internal sealed record HtmlColumn(string Heading, bool IsNumber = true);

/// <summary>Tables of a page.</summary>
internal static class HtmlTable
{
    /// <summary>Rows of which a table is shown whole.</summary>
    private const int WholeRows = 24;

    /// <param name="html">Where it goes.</param>
    /// <param name="caption">What it says.</param>
    /// <param name="columns">The first heads the rows.</param>
    /// <param name="rowCount">Rows.</param>
    /// <param name="cell">Writes the content of a cell of a row and a column.</param>
    /// <param name="sortedBy">Column that the rows are in ascending order of, which makes the table sortable; -1 for one that is not.</param>
    public static void Write(HtmlBuilder html, string caption, HtmlColumn[] columns, int rowCount, Action<int, int> cell, int sortedBy = -1)
    {
        // A table that is too wide or too long scrolls by itself, with the keyboard too.
        html.Open("div", ("class", rowCount > WholeRows ? "scroll table long" : "scroll table"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption));
        html.Open("table", ("class", sortedBy < 0 ? null : "sortable")).Element("caption", caption).Open("thead").Open("tr");
        for (var column = 0; column < columns.Length; column++)
        {
            html.Element(
                "th", columns[column].Heading, ("scope", "col"), ("class", columns[column].IsNumber ? "number" : null), ("aria-sort", column == sortedBy ? "ascending" : null));
        }

        html.Close("tr").Close("thead").Open("tbody").Line();
        for (var row = 0; row < rowCount; row++)
        {
            html.Open("tr");
            for (var column = 0; column < columns.Length; column++)
            {
                var tag = column == 0 ? "th" : "td";
                html.Open(tag, ("scope", column == 0 ? "row" : null), ("class", columns[column].IsNumber ? "number" : null));
                cell(row, column);
                html.Close(tag);
            }

            html.Close("tr").Line();
        }

        html.Close("tbody").Close("table").Close("div").Line();
    }
}
