using System.Collections.Immutable;

namespace Graft;

/// <summary>Feature rows in memory with their labels, class names and image paths.</summary>
public sealed class FeatureSet : IFeatureRows
{
    private readonly float[] _features;

    /// <summary>Wraps <paramref name="features"/>, which is not copied.</summary>
    /// <param name="features">Shape (RowCount, FeatureCount), row-major.</param>
    /// <param name="labels">RowCount indices into <paramref name="labelNames"/>.</param>
    /// <param name="labelNames">Class names in label order.</param>
    /// <param name="paths">RowCount image paths, as the extraction was given them.</param>
    /// <param name="recipe">What made the features; null when nobody knows.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or a label is out of range.</exception>
    public FeatureSet(
        float[] features,
        ImmutableArray<int> labels,
        ImmutableArray<string> labelNames,
        ImmutableArray<string> paths,
        FeatureRecipe? recipe)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (paths.Length != labels.Length)
            throw new ArgumentException($"{paths.Length} paths for {labels.Length} labels.", nameof(paths));
        if (labels.Length == 0 ? features.Length != 0 : features.Length % labels.Length != 0)
            throw new ArgumentException($"{features.Length} values do not make {labels.Length} rows.", nameof(features));
        foreach (var label in labels)
        {
            if ((uint)label >= (uint)labelNames.Length)
                throw new ArgumentException($"Label {label} is outside 0..{labelNames.Length - 1}.", nameof(labels));
        }

        _features = features;
        (Labels, LabelNames, Paths, Recipe) = (labels, labelNames, paths, recipe);
        FeatureCount = labels.Length == 0 ? 0 : features.Length / labels.Length;
    }

    /// <summary>Number of rows.</summary>
    public int RowCount => Labels.Length;

    /// <summary>Values per row; 0 when there are no rows.</summary>
    public int FeatureCount { get; }

    /// <summary>Shape (RowCount, FeatureCount), row-major.</summary>
    public ReadOnlyMemory<float> Features => _features;

    /// <summary>Index into <see cref="LabelNames"/> of each row.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>Class names in label order.</summary>
    public ImmutableArray<string> LabelNames { get; }

    /// <summary>Image path of each row.</summary>
    public ImmutableArray<string> Paths { get; }

    /// <summary>What made the features; null when nobody knows.</summary>
    public FeatureRecipe? Recipe { get; }

    /// <summary>The features of one sample.</summary>
    public ReadOnlySpan<float> Row(int row) =>
        _features.AsSpan(row * FeatureCount, FeatureCount);

    /// <inheritdoc/>
    public void ReadRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        if (destination.Length != (long)rows.Length * FeatureCount)
            throw new ArgumentException($"The destination has {destination.Length:N0} elements; {(long)rows.Length * FeatureCount:N0} are needed.", nameof(destination));
        for (var i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(destination[(i * FeatureCount)..]);
    }

    /// <inheritdoc/>
    public void ReadColumns(ReadOnlySpan<int> rows, int firstColumn, int columnCount, Span<float> destination)
    {
        if (destination.Length != (long)rows.Length * columnCount)
            throw new ArgumentException($"The destination has {destination.Length:N0} elements; {(long)rows.Length * columnCount:N0} are needed.", nameof(destination));
        for (var i = 0; i < rows.Length; i++)
            Row(rows[i]).Slice(firstColumn, columnCount).CopyTo(destination[(i * columnCount)..]);
    }

    /// <summary>Copies the given rows, in the given order, into a set of their own with the same class names.</summary>
    public FeatureSet Select(ReadOnlySpan<int> rows)
    {
        var features = new float[checked(rows.Length * FeatureCount)];
        ReadRows(rows, features);
        var labels = ImmutableArray.CreateBuilder<int>(rows.Length);
        var paths = ImmutableArray.CreateBuilder<string>(rows.Length);
        foreach (var row in rows)
        {
            labels.Add(Labels[row]);
            paths.Add(Paths[row]);
        }

        return new FeatureSet(features, labels.MoveToImmutable(), LabelNames, paths.MoveToImmutable(), Recipe);
    }
}
