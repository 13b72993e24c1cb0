using System.Collections.Immutable;

namespace Graft.Cli.Output;

/// <summary>A layer that a feature file has the features of.</summary>
/// <param name="Name">Exact name.</param>
/// <param name="Dataset">Name of its dataset.</param>
/// <param name="RowShape">Shape of one row.</param>
internal sealed record StoredLayer(string Name, string Dataset, ImmutableArray<int> RowShape)
{
    /// <summary>All of a file, the main one last.</summary>
    public static IReadOnlyList<StoredLayer> Of(FeatureFile file) =>
    [
        .. file.Layers.SkipLast(1).Select(name =>
        {
            using var other = FeatureFile.Open(file.Path, name);
            return new StoredLayer(name, other.DatasetName, other.RowShape);
        }),
        new StoredLayer(file.Layers[^1], file.DatasetName, file.RowShape),
    ];
}
