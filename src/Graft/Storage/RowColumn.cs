using Graft.Hdf5;

namespace Graft;

/// <summary>A small dataset with an element for each row, or a few.</summary>
/// <param name="Name">Of the dataset.</param>
/// <param name="Type">Of each value.</param>
/// <param name="Count">Elements.</param>
/// <param name="Encode">Bytes of some elements: the first, and how many.</param>
internal sealed record RowColumn(string Name, WriteType Type, int Count, Func<int, int, byte[]> Encode)
{
    /// <summary>Values in an element, which then have an axis of their own; 0 when it is a single value.</summary>
    public int Width { get; init; }

    /// <summary>Bytes of an element.</summary>
    public int Size => Type.Size * Math.Max(1, Width);

    public DatasetSpec At(long address) => new(Name, Type, Width == 0 ? [Count] : [Count, Width], address);
}
