using System.Collections.Immutable;

namespace Graft;

/// <summary>The rows of some classes, as if there were no others.</summary>
internal sealed class ClassSelection : IFeatureRows
{
    private readonly IFeatureRows _selected;

    /// <param name="source">All rows.</param>
    /// <param name="rows">Those of the classes.</param>
    /// <param name="classes">Labels of the classes; they are 0, 1 and so on here.</param>
    public ClassSelection(IFeatureRows source, ImmutableArray<int> rows, ImmutableArray<int> classes)
    {
        _selected = rows.Length == source.RowCount ? source : source.Select(rows);
        LabelNames = [.. classes.Select(label => source.LabelNames[label])];
        var places = classes.Select((label, place) => (label, place)).ToDictionary(pair => pair.label, pair => pair.place);
        Labels = [.. rows.Select(row => places[source.Labels[row]])];
    }

    public int RowCount => _selected.RowCount;

    public int FeatureCount => _selected.FeatureCount;

    public ImmutableArray<int> Labels { get; }

    public ImmutableArray<string> LabelNames { get; }

    public ImmutableArray<string> Paths => _selected.Paths;

    public FeatureRecipe? Recipe => _selected.Recipe;

    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination) => _selected.ReadRows(rows, destination);

    public void ReadColumns(ReadOnlySpan<int> rows, int firstColumn, int columnCount, Span<float> destination) =>
        _selected.ReadColumns(rows, firstColumn, columnCount, destination);
}
