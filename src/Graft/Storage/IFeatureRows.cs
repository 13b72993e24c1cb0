using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Feature rows with labels, class names and image paths, wherever the rows are: in memory (<see cref="FeatureSet"/>), in a
/// file (<see cref="FeatureFile"/>), or some or several of these (<see cref="FeatureRows"/>). Many threads may read at once.
/// </summary>
public interface IFeatureRows
{
    /// <summary>Number of rows, N.</summary>
    int RowCount { get; }

    /// <summary>Values per row, D.</summary>
    int FeatureCount { get; }

    /// <summary>Index into <see cref="LabelNames"/> of each row.</summary>
    ImmutableArray<int> Labels { get; }

    /// <summary>Class names in label order.</summary>
    ImmutableArray<string> LabelNames { get; }

    /// <summary>Image path of each row.</summary>
    ImmutableArray<string> Paths { get; }

    /// <summary>What made the features; null when nobody knows.</summary>
    FeatureRecipe? Recipe { get; }

    /// <summary>Reads any rows, in the order asked for; the same row may come more than once.</summary>
    /// <param name="rows">Zero-based.</param>
    /// <param name="destination">As many rows of FeatureCount values, row-major.</param>
    /// <exception cref="ArgumentException">A row is outside, or the destination has another length.</exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    void ReadRows(ReadOnlySpan<int> rows, Span<float> destination);

    /// <summary>Reads a range of columns of rows.</summary>
    /// <param name="rows">Zero-based, in any order.</param>
    /// <param name="firstColumn">Zero-based.</param>
    /// <param name="columnCount">How many columns.</param>
    /// <param name="destination">As many rows of ColumnCount values, row-major.</param>
    /// <exception cref="ArgumentException">A row or column is outside, or the destination has another length.</exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    void ReadColumns(ReadOnlySpan<int> rows, int firstColumn, int columnCount, Span<float> destination);
}
