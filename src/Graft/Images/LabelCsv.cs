using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Labels from a CSV file (RFC 4180, UTF-8) with a header and the columns <c>path</c> and <c>label</c>; others are passed
/// over. Paths are relative to the CSV file. Images keep the order of the lines, classes come in ordinal order of name.
/// </summary>
public static class LabelCsv
{
    /// <summary>Reads the list; the images themselves are not opened.</summary>
    /// <exception cref="ImageFolderException">The file cannot be read, lacks a column, or has a bad line.</exception>
    public static ImageSet Open(string path)
    {
        var rows = PathCsv.Read(path, "label", (message, inner) => new ImageFolderException(message, path, inner));
        var labelNames = rows.Select(row => row.Value).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
        var labels = labelNames.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new ImageSet(
            [.. rows.Select(row => new ImageFile(row.Path, Path.GetFullPath(Path.Combine(folder, row.Path)), labels[row.Value]))],
            labelNames,
            [])
        {
            Source = Path.GetFullPath(path),
        };
    }
}
