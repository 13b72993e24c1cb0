namespace Graft.Hdf5;

/// <summary>A type that is written. HDF5 File Format Specification 3.0, section IV.A.2.d, version 1 of the message.</summary>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Message">The datatype message.</param>
internal sealed record WriteType(int Size, ReadOnlyMemory<byte> Message)
{
    private const int IntegerClass = 0x10;
    private const int FloatClass = 0x11;
    private const int TextClass = 0x13;
    private const int VariableClass = 0x19;
    private const int NullPadded = 1;

    public static WriteType Float16 { get; } = Float(2, exponentPlace: 10, exponentSize: 5, bias: 15);

    public static WriteType Float32 { get; } = Float(4, exponentPlace: 23, exponentSize: 8, bias: 127);

    public static WriteType Float64 { get; } = Float(8, exponentPlace: 52, exponentSize: 11, bias: 1023);

    public static WriteType UInt8 { get; } = Integer(1, isSigned: false);

    public static WriteType Int32 { get; } = Integer(4, isSigned: true);

    public static WriteType UInt32 { get; } = Integer(4, isSigned: false);

    public static WriteType Int64 { get; } = Integer(8, isSigned: true);

    /// <summary>A reference to a text in a heap.</summary>
    public static WriteType VariableText { get; } = new(
        16,
        new Hdf5Bytes().Byte(VariableClass).Byte(1).Byte(1).Byte(0).UInt32(16).Raw(FixedText(1, isUtf8: true).Message.Span).Written.ToArray());

    /// <summary>Texts of <paramref name="size"/> bytes, filled up with zeros.</summary>
    public static WriteType FixedText(int size, bool isUtf8) => new(
        size, new Hdf5Bytes().Byte(TextClass).Byte(NullPadded | (isUtf8 ? 0x10 : 0)).UInt16(0).UInt32((uint)size).Written.ToArray());

    private static WriteType Integer(int size, bool isSigned) => new(
        size, new Hdf5Bytes().Byte(IntegerClass).Byte(isSigned ? 8 : 0).UInt16(0).UInt32((uint)size).UInt16(0).UInt16(size * 8).Written.ToArray());

    private static WriteType Float(int size, int exponentPlace, int exponentSize, uint bias) => new(
        size,
        new Hdf5Bytes()
            // Little-endian, the leading bit of the mantissa not stored, the sign in the last bit.
            .Byte(FloatClass).Byte(0x20).Byte((size * 8) - 1).Byte(0).UInt32((uint)size)
            .UInt16(0).UInt16(size * 8).Byte(exponentPlace).Byte(exponentSize).Byte(0).Byte(exponentPlace).UInt32(bias)
            .Written.ToArray());
}
