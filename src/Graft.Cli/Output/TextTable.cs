using Spectre.Console;

namespace Graft.Cli.Output;

/// <summary>Tables on standard output whose columns align whatever script their text is in.</summary>
internal static class TextTable
{
    // Wider than any table, so that nothing is folded when the output goes to a file or a pipe.
    private const int UnlimitedWidth = 10_000;

    /// <param name="columns">Headings; one that ends in a space is a column of text, others are of numbers, set right.</param>
    /// <param name="rows">One text for each column.</param>
    public static void Write(string[] columns, IEnumerable<string[]> rows) => Write(Console.Out, !Console.IsOutputRedirected, columns, rows);

    /// <summary>The same to anywhere.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="isTerminal">Whether that is a terminal, which has a width and puts right-to-left text in order.</param>
    /// <param name="columns">Headings.</param>
    /// <param name="rows">One text for each column.</param>
    public static void Write(TextWriter output, bool isTerminal, string[] columns, IEnumerable<string[]> rows)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (!isTerminal)
            console.Profile.Width = UnlimitedWidth;
        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = true };
        foreach (var heading in columns)
        {
            var column = new TableColumn(new Text(heading.TrimEnd())) { NoWrap = true };
            table.AddColumn(heading.EndsWith(' ') ? column.LeftAligned() : column.RightAligned());
        }

        foreach (var row in rows)
            table.AddRow(row.Select(text => new Text(SafeText.Name(text, isTerminal))));
        console.Write(table);
    }
}
