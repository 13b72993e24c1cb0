namespace Graft.Hdf5;

/// <summary>Number formats that are converted.</summary>
internal enum NumberFormat
{
    None,
    Float16,
    BFloat16,
    Float32,
    Float64,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
}

/// <summary>Recognises number formats in datatype messages.</summary>
internal static class NumberFormats
{
    public static NumberFormat Integer(int size, bool isSigned) => (size, isSigned) switch
    {
        (1, true) => NumberFormat.Int8,
        (1, false) => NumberFormat.UInt8,
        (2, true) => NumberFormat.Int16,
        (2, false) => NumberFormat.UInt16,
        (4, true) => NumberFormat.Int32,
        (4, false) => NumberFormat.UInt32,
        (8, true) => NumberFormat.Int64,
        (8, false) => NumberFormat.UInt64,
        _ => NumberFormat.None,
    };

    /// <param name="size">Bytes.</param>
    /// <param name="bits">The class bit field: byte order, normalisation, place of the sign.</param>
    /// <param name="properties">Bit offset, precision, places and sizes of exponent and mantissa, bias.</param>
    public static NumberFormat Float(int size, uint bits, ReadOnlySpan<byte> properties)
    {
        var cursor = new Hdf5Cursor(properties);
        var (offset, precision) = (cursor.UInt16(), cursor.UInt16());
        var parts = (cursor.Byte(), cursor.Byte(), cursor.Byte(), cursor.Byte(), cursor.UInt32());
        const int impliedLeadingBit = 2;
        // Bit 6 set is VAX order.
        if (offset != 0 || precision != size * 8 || (bits >> 4 & 3) != impliedLeadingBit || (bits >> 8 & 0xFF) != precision - 1u || (bits & 0x40) != 0)
            return NumberFormat.None;
        return (size, parts) switch
        {
            (2, (10, 5, 0, 10, 15)) => NumberFormat.Float16,
            (2, (7, 8, 0, 7, 127)) => NumberFormat.BFloat16,
            (4, (23, 8, 0, 23, 127)) => NumberFormat.Float32,
            (8, (52, 11, 0, 52, 1023)) => NumberFormat.Float64,
            _ => NumberFormat.None,
        };
    }
}
