using System.Collections.Immutable;

namespace Graft;

/// <summary>All of a set of rows but their values, which may not fit into memory.</summary>
/// <param name="RowShape">Shape of one row, without the number of rows.</param>
/// <param name="ElementType">How values are stored.</param>
/// <param name="Labels">Index into <paramref name="LabelNames"/> of each row.</param>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="Paths">Image path of each row; empty where nobody knows it.</param>
/// <param name="Recipe">What made the values, when known.</param>
internal sealed record RowTable(
    ImmutableArray<int> RowShape,
    ElementType ElementType,
    ImmutableArray<int> Labels,
    ImmutableArray<string> LabelNames,
    ImmutableArray<string> Paths,
    FeatureRecipe? Recipe)
{
    public int RowCount => Labels.Length;

    /// <summary>Full path of the folder, CSV file or pack of the images; null where nobody knows it.</summary>
    public string? ImageSource { get; init; }

    /// <summary>Values of one row.</summary>
    public int ValueCount { get; } = RowShape.Aggregate(1, (product, side) => checked(product * side));

    /// <summary>Bytes of one row.</summary>
    public int RowSize => checked(ValueCount * ElementType.SizeOf());
}
