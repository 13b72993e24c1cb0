namespace Graft.Hdf5;

/// <summary>What is selected along one axis: <paramref name="Count"/> blocks of <paramref name="Block"/> places.</summary>
/// <param name="Start">Where the first block begins.</param>
/// <param name="Stride">From the beginning of a block to that of the next.</param>
/// <param name="Count">Blocks.</param>
/// <param name="Block">Places in a block.</param>
internal readonly record struct VirtualAxis(long Start, long Stride, long Count, long Block)
{
    /// <summary>The same places as one block where they lie next to one another.</summary>
    public VirtualAxis Merged() => Count == 1 || Stride == Block ? new VirtualAxis(Start, Length, 1, Length) : this;

    /// <summary>Places in all.</summary>
    public long Length => Count * Block;

    /// <summary>Where the place of that number lies.</summary>
    public long Place(long number) => Start + (number / Block * Stride) + (number % Block);

    /// <summary>How many places from that number on lie next to one another.</summary>
    public long Together(long number) => Block - (number % Block);

    /// <summary>The number of the first place that does not lie before <paramref name="place"/>.</summary>
    public long FirstFrom(long place)
    {
        if (place <= Start)
            return 0;
        var (block, rest) = ((place - Start) / Stride, (place - Start) % Stride);
        return Math.Min(Length, (block * Block) + Math.Min(rest, Block));
    }
}
