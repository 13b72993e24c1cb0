using System.Collections.Immutable;

namespace Graft;

/// <summary>The rows of several sources, one after the other, with their classes joined by name.</summary>
internal sealed class JoinedRows : IFeatureRows
{
    private readonly ImmutableArray<IFeatureRows> _sources;
    private readonly int[] _starts;

    /// <exception cref="TrainingDataException">The sources do not go together.</exception>
    public JoinedRows(ImmutableArray<IFeatureRows> sources)
    {
        if (sources.IsDefaultOrEmpty)
            throw new ArgumentException("There is nothing to join.", nameof(sources));
        RequireOnce(sources);
        foreach (var other in sources.AsSpan()[1..])
            RequireSame(sources[0], other);
        _sources = sources;
        _starts = new int[sources.Length + 1];
        for (var i = 0; i < sources.Length; i++)
            _starts[i + 1] = checked(_starts[i] + sources[i].RowCount);
        LabelNames = [.. sources.SelectMany(source => source.LabelNames).Distinct()];
        var numbers = LabelNames.Select((name, label) => (name, label)).ToDictionary(pair => pair.name, pair => pair.label);
        Labels = [.. sources.SelectMany(source => source.Labels.Select(label => numbers[source.LabelNames[label]]))];
        Paths = [.. sources.SelectMany(source => source.Paths)];
    }

    /// <summary>Where the rows come from, in their order.</summary>
    public ImmutableArray<IFeatureRows> Sources => _sources;

    public int RowCount => _starts[^1];

    public int FeatureCount => _sources[0].FeatureCount;

    public ImmutableArray<int> Labels { get; }

    public ImmutableArray<string> LabelNames { get; }

    public ImmutableArray<string> Paths { get; }

    public FeatureRecipe? Recipe => _sources[0].Recipe;

    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination) =>
        Read(rows, FeatureCount, destination, (source, inSource, part) => source.ReadRows(inSource, part));

    public void ReadColumns(ReadOnlySpan<int> rows, int firstColumn, int columnCount, Span<float> destination) =>
        Read(rows, columnCount, destination, (source, inSource, part) => source.ReadColumns(inSource, firstColumn, columnCount, part));

    private delegate void ReadPart(IFeatureRows source, int[] rows, Span<float> destination);

    /// <summary>Runs of rows of one source are read at once.</summary>
    private void Read(ReadOnlySpan<int> rows, int width, Span<float> destination, ReadPart read)
    {
        var done = 0;
        while (done < rows.Length)
        {
            var source = SourceOf(rows[done]);
            var end = done;
            while (end < rows.Length && rows[end] >= _starts[source] && rows[end] < _starts[source + 1])
                end++;
            var inSource = new int[end - done];
            for (var i = 0; i < inSource.Length; i++)
                inSource[i] = rows[done + i] - _starts[source];
            read(_sources[source], inSource, destination[(done * width)..(end * width)]);
            done = end;
        }
    }

    /// <summary>The source of a row, which becomes the row's number there.</summary>
    public IFeatureRows SourceOf(ref int row)
    {
        var source = SourceOf(row);
        row -= _starts[source];
        return _sources[source];
    }

    private int SourceOf(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        var source = 0;
        while (row >= _starts[source + 1])
            source++;
        return source;
    }

    private static void RequireOnce(ImmutableArray<IFeatureRows> sources)
    {
        var files = sources.OfType<FeatureFile>().ToList();
        for (var i = 1; i < files.Count; i++)
        {
            if (files[..i].Find(earlier => FileIdentity.AreSame(earlier.Path, files[i].Path)) is { } same)
            {
                throw new TrainingDataException(
                    $"'{files[i].Path}' is given twice{(same.Path == files[i].Path ? "" : $", also as '{same.Path}'")}. Give each feature file once.");
            }
        }
    }

    private static void RequireSame(IFeatureRows first, IFeatureRows other)
    {
        if (FeatureRecipe.Difference(other.Recipe, first.Recipe) is { } difference)
            throw new TrainingDataException($"The features of {Name(other)} do not go with those of {Name(first)}: {difference}. Extract one of them again.");
        if (other.FeatureCount != first.FeatureCount)
        {
            throw new TrainingDataException(
                $"{Name(other)} has {other.FeatureCount:N0} values a row, {Name(first)} has {first.FeatureCount:N0}. Extract one of them again.");
        }
    }

    /// <summary>The source in a message.</summary>
    internal static string Name(IFeatureRows rows) => rows switch
    {
        FeatureFile file => $"'{file.Path}'",
        SelectedRows selected => Name(selected.Source),
        JoinedRows joined => string.Join(" and ", joined.Sources.Select(Name)),
        _ => $"a set of {rows.RowCount:N0} rows",
    };
}
