namespace Graft.Hdf5;

/// <summary>The start of an HDF5 file. HDF5 File Format Specification 3.0, section II.A.</summary>
/// <param name="RootAddress">Object header of the root group.</param>
/// <param name="End">Where the file ends by its own account.</param>
internal sealed record Superblock(long RootAddress, long End)
{
    private const int SmallestUserBlock = 512;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether a file that begins so is HDF5 without a user block.</summary>
    public static bool IsHdf5(ReadOnlySpan<byte> start) => start.StartsWith(Signature);

    /// <summary>Finds the superblock, behind a user block if there is one, and checks it.</summary>
    /// <returns>Null when the file is not HDF5.</returns>
    public static Superblock? Find(Hdf5Source source)
    {
        Span<byte> start = stackalloc byte[8];
        for (long offset = 0; offset <= source.Length - start.Length; offset = offset == 0 ? SmallestUserBlock : offset * 2)
        {
            source.Read(offset, start);
            if (!IsHdf5(start))
                continue;
            source.BaseAddress = offset;
            return Read(source);
        }

        return null;
    }

    private static Superblock Read(Hdf5Source source)
    {
        Span<byte> version = stackalloc byte[1];
        if (source.Size <= 8)
            throw Hdf5Exception.Damaged($"it was cut off after {source.Length:N0} bytes");
        source.Read(8, version);
        var (length, endPosition) = version[0] switch
        {
            0 => (96, 40),
            1 => (100, 44),
            2 or 3 => (48, 28),
            _ => throw Hdf5Exception.Unsupported($"its superblock has version {version[0]}; 0 to 3 are read"),
        };
        if (source.Size < length)
            throw Hdf5Exception.Damaged($"it was cut off after {source.Length:N0} bytes");
        var block = source.ReadBlock(0, length);
        var isNew = version[0] >= 2;
        if (isNew)
            Lookup3.Check(block, 0);
        var sizes = block.AsSpan(isNew ? 9 : 13, 2);
        if (sizes[0] != 8 || sizes[1] != 8)
            throw Hdf5Exception.Unsupported($"its addresses have {sizes[0]} bytes and its lengths {sizes[1]}; 8 are read");
        var cursor = new Hdf5Cursor(block);
        cursor.Skip(endPosition);
        var end = cursor.Length();
        if (end > source.Length)
            throw Hdf5Exception.Damaged($"it was cut off after {source.Length:N0} of {end:N0} bytes");
        // Old files hold a symbol table entry of the root: name offset first, then the address.
        cursor.Skip(isNew ? 0 : 16);
        return new Superblock(cursor.Address(), end);
    }
}
