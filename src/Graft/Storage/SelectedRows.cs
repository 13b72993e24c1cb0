using System.Collections.Immutable;

namespace Graft;

/// <summary>Some rows of another source.</summary>
internal sealed class SelectedRows(IFeatureRows source, ImmutableArray<int> rows) : IFeatureRows
{
    public IFeatureRows Source => source;

    /// <summary>Row of the source that a row is.</summary>
    public int PlaceOf(int row) => rows[row];

    public int RowCount => rows.Length;

    public int FeatureCount => source.FeatureCount;

    public ImmutableArray<int> Labels { get; } = [.. rows.Select(row => source.Labels[row])];

    public ImmutableArray<string> LabelNames => source.LabelNames;

    public ImmutableArray<string> Paths { get; } = [.. rows.Select(row => source.Paths[row])];

    public FeatureRecipe? Recipe => source.Recipe;

    public void ReadRows(ReadOnlySpan<int> selected, Span<float> destination) => source.ReadRows(Places(selected), destination);

    public void ReadColumns(ReadOnlySpan<int> selected, int firstColumn, int columnCount, Span<float> destination) =>
        source.ReadColumns(Places(selected), firstColumn, columnCount, destination);

    private int[] Places(ReadOnlySpan<int> selected)
    {
        var places = new int[selected.Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = rows[selected[i]];
        return places;
    }
}
