using System.Collections.Immutable;

namespace Graft;

/// <summary>What reading every row of a file came to.</summary>
/// <param name="RowCount">Rows that were read.</param>
/// <param name="HasChecksums">Whether the file has checksums of its rows, so that a changed bit shows.</param>
/// <param name="DamagedRows">Rows whose checksum is wrong.</param>
/// <param name="NonFiniteRows">Rows with values that are NaN or infinite.</param>
public sealed record FeatureFileCheck(
    int RowCount, bool HasChecksums, ImmutableArray<int> DamagedRows, ImmutableArray<NonFiniteRow> NonFiniteRows)
{
    /// <summary>The layer whose rows these are; empty in a pack of images.</summary>
    public string Layer { get; init; } = "";

    /// <summary>What reading the same rows at the other layers of the file came to.</summary>
    public ImmutableArray<FeatureFileCheck> Others { get; init; } = [];

    /// <summary>Whether nothing was found, at the other layers neither.</summary>
    public bool IsSound => DamagedRows.IsEmpty && NonFiniteRows.IsEmpty && Others.All(other => other.IsSound);
}

/// <summary>A row with values that are not numbers one can work with.</summary>
/// <param name="Row">Zero-based.</param>
/// <param name="Count">How many of its values are NaN or infinite.</param>
/// <param name="FirstColumn">The first of them.</param>
public readonly record struct NonFiniteRow(int Row, int Count, int FirstColumn);
