namespace Graft.Hdf5;

/// <summary>A dataset to write, whose values lie in one piece at <paramref name="Address"/>.</summary>
/// <param name="Name">At the root.</param>
/// <param name="Type">Of each element.</param>
/// <param name="Shape">Sides.</param>
/// <param name="Address">Where the values, or the index of their chunks, lie.</param>
internal sealed record DatasetSpec(string Name, WriteType Type, long[] Shape, long Address)
{
    public IReadOnlyList<AttributeSpec> Attributes { get; init; } = [];

    /// <summary>Shape of the chunks; null when the values lie in one piece.</summary>
    public long[]? ChunkShape { get; init; }

    /// <summary>Where the rows are that are in other files; null when they are in this one.</summary>
    public IReadOnlyList<VirtualPart>? VirtualParts { get; init; }

    /// <summary>gzip level of chunks; null when they are not compressed.</summary>
    public int? GzipLevel { get; init; }

    /// <summary>Bytes of all elements.</summary>
    public long Length => Dataspace.Product(Shape) * Type.Size;
}
