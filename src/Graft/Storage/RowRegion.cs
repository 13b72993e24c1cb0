using System.Collections.Immutable;
using Graft.Hdf5;

namespace Graft;

/// <summary>Where the rows of a dataset lie in a file that is being written, one after the other.</summary>
/// <param name="Name">Of the dataset.</param>
/// <param name="RowShape">Shape of one row.</param>
/// <param name="RowLength">Bytes of one row.</param>
/// <param name="Address">Where the first one begins.</param>
internal sealed record RowRegion(string Name, ImmutableArray<int> RowShape, int RowLength, long Address)
{
    /// <summary>Layer that stands at the dataset; null where it stands at the root.</summary>
    public string? Layer { get; init; }

    /// <summary>Regions of the main dataset, which is first, and of the others: each from the next page on that the greatest number of rows leaves.</summary>
    public static ImmutableArray<RowRegion> Of(Hdf5RowOptions options)
    {
        var regions = new List<RowRegion> { new(options.DatasetName, options.RowShape, options.RowLength, RowFileDisk.RowsOffset) };
        foreach (var other in options.OtherDatasets)
        {
            var address = RowFileEnd.Align(regions[^1].End(options.GreatestRowCount), RowFileDisk.RowsOffset);
            regions.Add(new RowRegion(other.Name, other.RowShape, options.LengthOf(other.RowShape), address) { Layer = other.Layer });
        }

        return [.. regions];
    }

    /// <summary>Where so many rows end.</summary>
    public long End(long rowCount) => checked(Address + (rowCount * RowLength));

    public DatasetSpec Spec(WriteType type, int rowCount) => new(Name, type, [rowCount, .. RowShape.Select(side => (long)side)], Address)
    {
        Attributes = Layer is null ? [] : [AttributeSpec.Of(FeatureFileNames.Layer, Layer)],
    };
}
