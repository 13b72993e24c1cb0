namespace Graft.Tests.Support;

/// <summary>What a file holds, known from whoever wrote it.</summary>
/// <param name="RowCount">N.</param>
/// <param name="RowShape">Shape of one row.</param>
/// <param name="Values">N rows as float32, row-major.</param>
/// <param name="Labels">N labels.</param>
/// <param name="LabelNames">Class names in label order.</param>
internal sealed record FileContent(int RowCount, int[] RowShape, float[] Values, int[] Labels, string[] LabelNames)
{
    /// <summary>Paths of the rows; null where the file has none.</summary>
    public string[]? Paths { get; init; }

    /// <summary>The type of the elements; null where it has no common name.</summary>
    public string? StoredType { get; init; }

    /// <summary>The rows as they are stored but little-endian; null where that is not known.</summary>
    public byte[]? StoredBytes { get; init; }

    /// <summary>D.</summary>
    public int FeatureCount { get; } = RowShape.Aggregate(1, (product, side) => product * side);

    /// <summary>The values that reading <paramref name="rows"/> must give.</summary>
    public float[] Rows(params int[] rows) =>
        [.. rows.SelectMany(row => new ArraySegment<float>(Values, row * FeatureCount, FeatureCount))];
}
