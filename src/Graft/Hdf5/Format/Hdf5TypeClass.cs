namespace Graft.Hdf5;

/// <summary>Classes of datatypes, by their numbers in the file.</summary>
internal enum Hdf5TypeClass
{
    Integer = 0,
    Float = 1,
    Time = 2,
    Text = 3,
    Bitfield = 4,
    Opaque = 5,
    Compound = 6,
    Reference = 7,
    Enumeration = 8,
    VariableLength = 9,
    Array = 10,
}
