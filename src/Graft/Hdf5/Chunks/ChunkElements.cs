namespace Graft.Hdf5;

/// <summary>Entries of the two kinds of chunk arrays, which look alike.</summary>
/// <param name="isFiltered">Whether each has a length and a mask besides its address.</param>
/// <param name="entrySize">Bytes of an entry.</param>
/// <param name="chunkLength">Length of a chunk that is not filtered.</param>
internal readonly struct ChunkElements(bool isFiltered, int entrySize, int chunkLength)
{
    public int EntrySize { get; } = entrySize;

    public static ChunkElements Check(bool isFiltered, int entrySize, int chunkLength, int clientId)
    {
        if (clientId != (isFiltered ? 1 : 0) || (isFiltered ? entrySize is < 13 or > 20 : entrySize != 8))
            throw Hdf5Exception.Damaged("an array of chunks has entries of a wrong size");
        return new ChunkElements(isFiltered, entrySize, chunkLength);
    }

    /// <summary>Null when the chunk was never written.</summary>
    public ChunkPlace? Next(ref Hdf5Cursor cursor)
    {
        var address = cursor.Address();
        var (length, mask) = isFiltered ? ((long)Math.Min(cursor.UIntOf(EntrySize - 12), long.MaxValue), cursor.UInt32()) : (chunkLength, 0u);
        return address == Hdf5Cursor.Undefined ? null : new ChunkPlace(address, length, mask);
    }

    public void AddTo(List<ChunkPlace?> places, ReadOnlySpan<byte> block, long count)
    {
        var cursor = new Hdf5Cursor(block);
        for (var i = 0; i < count; i++)
            places.Add(Next(ref cursor));
    }
}
