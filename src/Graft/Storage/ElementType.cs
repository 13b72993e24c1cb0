using System.Diagnostics.CodeAnalysis;

namespace Graft;

/// <summary>How one value of a row is stored, always little-endian.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names by which HDF5 and NumPy know them.")]
public enum ElementType
{
    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    Float64,

    /// <summary>Whole numbers of 0 to 255, 1 byte: pixels.</summary>
    UInt8,
}
