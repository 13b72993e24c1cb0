namespace Graft;

/// <summary>A kind of file that rows can be converted to.</summary>
public enum ConversionFormat
{
    /// <summary>An HDF5 feature file.</summary>
    Hdf5,

    /// <summary>A NumPy array, its labels in two files beside it.</summary>
    Npy,

    /// <summary>Text with the columns <c>path</c>, <c>label</c>, and one a value.</summary>
    Csv,

    /// <summary>Apache Parquet with one list of float32 a row.</summary>
    Parquet,
}
