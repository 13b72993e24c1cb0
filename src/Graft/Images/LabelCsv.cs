using System.Collections.Immutable;
using nietras.SeparatedValues;

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
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var rows = ReadRows(path);
            var labelNames = rows.Select(row => row.Label).Distinct().Order(StringComparer.Ordinal).ToImmutableArray();
            var labels = labelNames.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return new ImageSet(
                [.. rows.Select(row => new ImageFile(row.Path, Path.GetFullPath(Path.Combine(folder, row.Path)), labels[row.Label]))],
                labelNames,
                []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw new ImageFolderException($"Cannot read '{path}': {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", path, e);
        }
    }

    private static List<(string Path, string Label)> ReadRows(string path)
    {
        using var reader = Sep.New(',').Reader(options => options with { Unescape = true }).FromFile(path);
        var (pathColumn, labelColumn) = (Column(reader.Header, "path", path), Column(reader.Header, "label", path));
        var rows = new List<(string, string)>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in reader)
        {
            var (image, label, line) = (row[pathColumn].ToString(), row[labelColumn].ToString(), row.LineNumberFrom);
            if (image.Length == 0 || label.Length == 0)
                throw new ImageFolderException($"'{path}', line {line}: the {(image.Length == 0 ? "path" : "label")} is empty.", path);
            if (!lines.TryAdd(image, line))
                throw new ImageFolderException($"'{path}', line {line}: '{image}' is listed already on line {lines[image]}. Remove one of the two.", path);
            rows.Add((image, label));
        }

        if (rows.Count == 0)
            throw new ImageFolderException($"'{path}' has a header and no lines below it; expected one line an image.", path);
        return rows;
    }

    private static int Column(SepReaderHeader header, string name, string path) =>
        header.TryIndexOf(name, out var index)
            ? index
            : throw new ImageFolderException(
                $"'{path}' has no column '{name}'; its first line must be a header with the columns 'path' and 'label', found '{string.Join(',', header.ColNames)}'.", path);
}
