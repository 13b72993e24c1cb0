using System.Collections.Immutable;
using System.Globalization;
using nietras.SeparatedValues;

namespace Graft;

/// <summary>
/// What CSV files say of feature rows: a header with the column <c>path</c>, the paths being those of the rows, and a
/// column for what is said. Every row needs a line, and every line a row.
/// </summary>
public static class RowCsv
{
    /// <summary>Reads groups, from the column <c>group</c>.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="rowPaths">Paths of the rows, in their order.</param>
    /// <param name="otherPaths">Further paths that may have a line, such as those of images that could not be read.</param>
    /// <returns>The group of each row.</returns>
    /// <exception cref="TrainingDataException">The file cannot be read, has a bad line, or its lines are not those of the rows.</exception>
    public static ImmutableArray<string> ReadGroups(string path, ImmutableArray<string> rowPaths, ImmutableArray<string> otherPaths = default) =>
        Read(path, "group", line => line.Value, rowPaths, otherPaths);

    /// <summary>Reads weights of at least 0, from the column <c>weight</c>.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="rowPaths">Paths of the rows, in their order.</param>
    /// <param name="otherPaths">Further paths that may have a line, such as those of images that could not be read.</param>
    /// <returns>The weight of each row.</returns>
    /// <exception cref="TrainingDataException">The file cannot be read, has a bad line, or its lines are not those of the rows.</exception>
    public static ImmutableArray<double> ReadWeights(string path, ImmutableArray<string> rowPaths, ImmutableArray<string> otherPaths = default) =>
        Read(path, "weight", line => Weight(path, line), rowPaths, otherPaths);

    /// <summary>Writes groups, as <see cref="ReadGroups"/> reads them: a line for each path. The file appears whole, and one that is there is replaced.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="rowPaths">Paths of the rows; of equal ones the first counts.</param>
    /// <param name="groups">A group for each row.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="OutputException">It cannot be written there.</exception>
    public static void WriteGroups(string path, ImmutableArray<string> rowPaths, ImmutableArray<int> groups)
    {
        if (rowPaths.Length != groups.Length)
            throw new ArgumentException($"{groups.Length} groups for {rowPaths.Length} rows.", nameof(groups));
        using var output = new OutputFile(path, AreGroups);
        output.Write(stream =>
        {
            using var writer = Sep.New(',').Writer(options => options with { Escape = true }).To(stream, leaveOpen: true);
            writer.Header.Add(["path", "group"]);
            foreach (var (rowPath, group) in rowPaths.Zip(groups).DistinctBy(row => row.First))
            {
                using var row = writer.NewRow();
                row[0].Set(rowPath);
                row[1].Format(group);
            }
        });
        output.Complete();
    }

    /// <summary>Makes sure, before any long work, that groups can be written to <paramref name="path"/>.</summary>
    /// <exception cref="OutputException">They cannot, or a file that holds no groups has that name.</exception>
    public static void CheckGroupsWritable(string path) => OutputFile.CheckWritable(path, AreGroups);

    private static bool AreGroups(ReadOnlySpan<byte> start) => start.StartsWith("path,group"u8);

    private static ImmutableArray<T> Read<T>(
        string path, string column, Func<PathLine, T> parse, ImmutableArray<string> rowPaths, ImmutableArray<string> otherPaths)
    {
        var known = rowPaths.ToHashSet(StringComparer.Ordinal);
        var also = otherPaths.IsDefault ? [] : otherPaths.ToHashSet(StringComparer.Ordinal);
        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var line in PathCsv.Read(path, column, (message, _) => new TrainingDataException(message)))
        {
            if (!known.Contains(line.Path) && !also.Contains(line.Path))
                throw new TrainingDataException($"'{path}', line {line.Number}: there is no row '{line.Path}' in the features. Write paths as the features have them, or remove the line.");
            values.Add(line.Path, parse(line));
        }

        var missing = rowPaths.Where(row => !values.ContainsKey(row)).ToList();
        return missing is [var first, ..]
            ? throw new TrainingDataException(
                $"'{path}' has no line for '{first}'{(missing.Count > 1 ? $" and {missing.Count - 1:N0} other {(missing.Count == 2 ? "row" : "rows")}" : "")} of the features; every row needs a {column}.")
            : [.. rowPaths.Select(row => values[row])];
    }

    private static double Weight(string path, PathLine line) =>
        double.TryParse(line.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && double.IsFinite(weight) && weight >= 0
            ? weight
            : throw new TrainingDataException($"'{path}', line {line.Number}: the weight is '{line.Value}'; expected a number of at least 0.");
}
