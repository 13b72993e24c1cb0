using System.Collections.Immutable;
using Graft.Hdf5;

namespace Graft;

/// <summary>A dataset of rows in a file that is open.</summary>
/// <param name="DatasetName">Its name.</param>
/// <param name="Name">The layer; the name of the dataset where nobody knows.</param>
/// <param name="Dataset">The rows.</param>
internal sealed record FeatureLayer(string DatasetName, string Name, Hdf5Dataset Dataset)
{
    public ImmutableArray<int> RowShape { get; } = [.. Dataset.Shape.Skip(1).Select(side => (int)side)];

    /// <summary>Name of the dataset of the checksums of its rows.</summary>
    public string ChecksumsName => DatasetName.StartsWith(FeatureFileNames.OtherFeatures, StringComparison.Ordinal)
        ? FeatureFileNames.RowChecksumsOf(DatasetName)
        : FeatureFileNames.RowChecksums;
}
