namespace Graft.Hdf5;

/// <summary>What stands where nothing was written. HDF5 File Format Specification 3.0, section IV.A.2.e and f.</summary>
internal static class FillValue
{
    /// <returns>One element; zeros when the file does not say.</returns>
    public static byte[] Parse(ObjectHeader header, int elementSize)
    {
        var value = header.Find(MessageType.FillValue) is { } message ? ParseNew(message)
            : header.Find(MessageType.OldFillValue) is { } old ? Sized(new Hdf5Cursor(old)) : [];
        return value.Length == elementSize ? value : new byte[elementSize];
    }

    private static byte[] ParseNew(ReadOnlySpan<byte> message)
    {
        var cursor = new Hdf5Cursor(message);
        if (cursor.Byte() >= 3)
            return (cursor.Byte() & 0x20) != 0 ? Sized(cursor) : [];
        cursor.Skip(2);
        return cursor.Byte() != 0 && cursor.Remaining >= 4 ? Sized(cursor) : [];
    }

    private static byte[] Sized(Hdf5Cursor cursor) => cursor.Bytes((int)Math.Min(cursor.UInt32(), int.MaxValue)).ToArray();
}
