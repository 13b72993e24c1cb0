using System.Collections.Immutable;

namespace Graft;

/// <summary>Labels and paths of a CSV file, one line a row. Classes come in ordinal order of name.</summary>
internal sealed record LabelColumns(ImmutableArray<int> Labels, ImmutableArray<string> LabelNames, ImmutableArray<string> Paths)
{
    /// <exception cref="ConversionException">The file cannot be read, or has a bad line or none.</exception>
    public static LabelColumns Read(string csvPath)
    {
        using var table = new CsvTable(csvPath);
        var (labels, paths) = (ImmutableArray.CreateBuilder<int>(), ImmutableArray.CreateBuilder<string>());
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = found.GetAlternateLookup<ReadOnlySpan<char>>();
        while (table.Next())
        {
            var name = table.Label;
            if (!lookup.TryGetValue(name, out var label))
                lookup[name] = label = found.Count;
            labels.Add(label);
            paths.Add(table.Path.ToString());
        }

        if (labels.Count == 0)
            throw new ConversionException($"'{csvPath}' has a header and no lines below it; expected one line a row.", csvPath);
        ImmutableArray<string> names = [.. found.Keys.Order(StringComparer.Ordinal)];
        var ordered = new int[names.Length];
        for (var label = 0; label < names.Length; label++)
            ordered[found[names[label]]] = label;
        return new LabelColumns([.. labels.Select(label => ordered[label])], names, paths.ToImmutable());
    }
}
