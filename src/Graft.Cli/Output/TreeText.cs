namespace Graft.Cli.Output;

/// <summary>What is in an HDF5 file, as a table in which names are set in as deep as they lie.</summary>
internal static class TreeText
{
    private const int LongestValue = 48;

    public static void Write(Hdf5Node root) =>
        TextTable.Write(["name ", "type ", "shape ", "stored ", "values "], Rows(root, ""));

    private static IEnumerable<string[]> Rows(Hdf5Node node, string indent)
    {
        var name = node.Name == "/" ? "/" : $"{indent}{Printable(node.Name)}{(node.Kind == "group" ? "/" : "")}";
        yield return
        [
            name, node.Kind == "dataset" ? node.Type : node.Kind, node.Kind == "dataset" ? $"[{string.Join(", ", node.Shape)}]" : "", Printable(node.Layout), Shortened(node.FirstValues),
        ];
        foreach (var (attribute, value) in node.Attributes)
            yield return [$"{indent}  @{Printable(attribute)}", "attribute", "", "", Shortened(value)];
        foreach (var row in node.Children.SelectMany(child => Rows(child, indent + "  ")))
            yield return row;
    }

    private static string Shortened(string text)
    {
        var line = Printable(text);
        return line.Length <= LongestValue ? line : line[..(LongestValue - 3)] + "...";
    }

    /// <summary>A file may hold any characters; those that steer a terminal, or break the table, are not passed on.</summary>
    private static string Printable(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
