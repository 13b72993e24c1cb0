namespace Graft;

/// <summary>How <see cref="FeatureConversion"/> stores rows, and where it finds what a file does not say itself.</summary>
public sealed record ConversionOptions
{
    /// <summary>How values are stored in an HDF5 or NumPy file, never <see cref="ElementType.UInt8"/>; null keeps the type.</summary>
    public ElementType? ElementType { get; init; }

    /// <summary>Whether an HDF5 file is stored in chunks, which is slower to read at random; compression needs it.</summary>
    public bool Chunked { get; init; }

    /// <summary>Compresses an HDF5 file in chunks with gzip of this level, 1 to 9; null does not compress.</summary>
    public int? GzipLevel { get; init; }

    /// <summary>
    /// The CSV file with the labels of a NumPy array; null stands for NAME.labels.csv or NAME.csv beside NAME.npy.
    /// </summary>
    public string? LabelsPath { get; init; }

    /// <summary>
    /// Which layer of an HDF5 file with several is converted, by its exact name or that of its dataset; null stands for the
    /// main one. What is written holds this one only.
    /// </summary>
    public string? Layer { get; init; }
}
