using nietras.SeparatedValues;

namespace Graft;

/// <summary>
/// Reads a CSV file (RFC 4180, UTF-8) with a header and the columns <c>path</c> and one other; further ones are passed over.
/// No path comes twice.
/// </summary>
internal static class PathCsv
{
    /// <param name="path">The file.</param>
    /// <param name="column">Name of the other column.</param>
    /// <param name="failure">Makes the exception for a message, and what was thrown by the file system.</param>
    /// <returns>At least one line; nothing in it is empty.</returns>
    public static List<PathLine> Read(string path, string column, Func<string, Exception?, GraftException> failure)
    {
        var lines = new List<PathLine>();
        var requireOnce = Once(path, failure);
        ForEach(path, column, failure, line =>
        {
            requireOnce(line);
            lines.Add(line);
        });
        return lines;
    }

    /// <summary>Reads it a line at a time, in whatever memory the receiver takes; that a path comes twice is for it to see.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">Name of the other column.</param>
    /// <param name="failure">Makes the exception for a message, and what was thrown by the file system.</param>
    /// <param name="receive">Told each line; at least one.</param>
    public static void ForEach(string path, string column, Func<string, Exception?, GraftException> failure, Action<PathLine> receive)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            ReadLines(path, column, message => failure(message, null), receive);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            throw failure($"Cannot read '{path}': {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", e);
        }
    }

    /// <summary>Makes what is shown lines, one after the other, and throws at a path that it has seen before.</summary>
    public static Action<PathLine> Once(string path, Func<string, Exception?, GraftException> failure)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return line =>
        {
            if (!numbers.TryAdd(line.Path, line.Number))
                throw failure($"'{path}', line {line.Number}: '{line.Path}' is listed already on line {numbers[line.Path]}. Remove one of the two.", null);
        };
    }

    private static void ReadLines(string path, string column, Func<string, GraftException> failure, Action<PathLine> receive)
    {
        using var reader = Sep.New(',').Reader(options => options with { Unescape = true }).FromFile(path);
        var (pathColumn, valueColumn) = (Column("path"), Column(column));
        var isEmpty = true;
        foreach (var row in reader)
        {
            var line = new PathLine(row[pathColumn].ToString(), row[valueColumn].ToString(), row.LineNumberFrom);
            if (line.Path.Length == 0 || line.Value.Length == 0)
                throw failure($"'{path}', line {line.Number}: the {(line.Path.Length == 0 ? "path" : column)} is empty.");
            receive(line);
            isEmpty = false;
        }

        if (isEmpty)
            throw failure($"'{path}' has a header and no lines below it; expected one line an image.");

        int Column(string name) => reader.Header.TryIndexOf(name, out var index)
            ? index
            : throw failure(
                $"'{path}' has no column '{name}'; its first line must be a header with the columns 'path' and '{column}', found '{string.Join(',', reader.Header.ColNames)}'.");
    }
}

/// <summary>A path and what is said of it, and where.</summary>
internal readonly record struct PathLine(string Path, string Value, int Number);
