using System.Text;

namespace Graft.Hdf5;

/// <summary>
/// The type of a dataset or attribute. HDF5 File Format Specification 3.0, section IV.A.2.d.
/// </summary>
internal sealed record Hdf5Type(Hdf5TypeClass Class, int Size)
{
    private const int MaxNesting = 16;

    /// <summary>Whether numbers are stored with the most significant byte first.</summary>
    public bool IsBigEndian { get; private init; }

    /// <summary>Whether whole numbers may be negative.</summary>
    public bool IsSigned { get; private init; }

    /// <summary>Whether numbers fill their bytes in the usual way (IEEE 754, bfloat16, two's complement).</summary>
    public NumberFormat Format { get; private init; } = NumberFormat.None;

    /// <summary>Whether a text is UTF-8, else ASCII.</summary>
    public bool IsUtf8 { get; private init; }

    /// <summary>Whether a fixed text is filled up with spaces.</summary>
    public bool IsSpacePadded { get; private init; }

    /// <summary>Whether elements are texts of variable length.</summary>
    public bool IsVariableText { get; private init; }

    /// <summary>What elements of enumerations, arrays and variable-length lists are made of.</summary>
    public Hdf5Type? Base { get; private init; }

    /// <summary>Names in a compound or an enumeration.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    /// <summary>Types in a compound.</summary>
    public IReadOnlyList<Hdf5Type> Members { get; private init; } = [];

    /// <summary>Sides of an array type.</summary>
    public IReadOnlyList<long> Sides { get; private init; } = [];

    public bool IsText => Class == Hdf5TypeClass.Text || IsVariableText;

    public bool IsNumber => Format != NumberFormat.None;

    /// <summary>Whether values can be copied as they are on this little-endian machine.</summary>
    public bool Is(NumberFormat format) => Format == format && (!IsBigEndian || Size == 1);

    public static Hdf5Type Parse(ReadOnlySpan<byte> message)
    {
        var cursor = new Hdf5Cursor(message);
        return Parse(ref cursor, 0);
    }

    /// <summary>As users of NumPy know it, such as <c>float32</c> or <c>big-endian int16</c>.</summary>
    public override string ToString() => Class switch
    {
        _ when IsVariableText => $"string (variable length, {(IsUtf8 ? "UTF-8" : "ASCII")})",
        Hdf5TypeClass.Text => $"string ({Size} bytes, {(IsUtf8 ? "UTF-8" : "ASCII")})",
        _ when Format == NumberFormat.BFloat16 => Ordered("bfloat16"),
        _ when Class is Hdf5TypeClass.Integer && IsNumber => Ordered($"{(IsSigned ? "int" : "uint")}{Size * 8}"),
        _ when Class is Hdf5TypeClass.Float && IsNumber => Ordered($"float{Size * 8}"),
        Hdf5TypeClass.Integer => $"integer of unusual precision ({Size} bytes)",
        Hdf5TypeClass.Float => $"floating-point number of unusual precision ({Size} bytes)",
        Hdf5TypeClass.Enumeration => $"enumeration of {Base} ({string.Join(", ", Names.Take(4))}{(Names.Count > 4 ? ", ..." : "")})",
        Hdf5TypeClass.Compound => $"compound ({string.Join(", ", Names.Zip(Members, (name, member) => $"{name}: {member}").Take(8))}{(Names.Count > 8 ? ", ..." : "")})",
        Hdf5TypeClass.Array => $"array [{string.Join(", ", Sides)}] of {Base}",
        Hdf5TypeClass.VariableLength => $"variable-length list of {Base}",
        _ => $"{Class.ToString().ToLowerInvariant()} ({Size} bytes)",
    };

    private string Ordered(string name) => IsBigEndian && Size > 1 ? $"big-endian {name}" : name;

    private static Hdf5Type Parse(ref Hdf5Cursor cursor, int depth)
    {
        if (depth > MaxNesting)
            throw Hdf5Exception.Damaged("a datatype is nested too deeply");
        var head = cursor.UInt32();
        var (typeClass, version, bits) = ((Hdf5TypeClass)(head & 15), (int)(head >> 4 & 15), head >> 8);
        var size = cursor.UInt32();
        if (version is < 1 or > 4)
            throw Hdf5Exception.Unsupported($"a datatype has version {version}; 1 to 4 are read");
        if (size is 0 or > int.MaxValue)
            throw Hdf5Exception.Damaged($"a datatype has {size:N0} bytes");
        var type = new Hdf5Type(typeClass, (int)size);
        switch (typeClass)
        {
            case Hdf5TypeClass.Integer or Hdf5TypeClass.Bitfield:
                var (offset, precision) = (cursor.UInt16(), cursor.UInt16());
                var isWhole = typeClass == Hdf5TypeClass.Integer && offset == 0 && precision == size * 8;
                var isSigned = (bits & 8) != 0;
                return type with { IsBigEndian = (bits & 1) != 0, IsSigned = isSigned, Format = isWhole ? NumberFormats.Integer((int)size, isSigned) : NumberFormat.None };
            case Hdf5TypeClass.Float:
                return type with { IsBigEndian = (bits & 0x41) == 1, Format = NumberFormats.Float((int)size, bits, cursor.Bytes(12)) };
            case Hdf5TypeClass.Time:
                cursor.Skip(2);
                return type;
            case Hdf5TypeClass.Text:
                return type with { IsSpacePadded = (bits & 15) == 2, IsUtf8 = (bits >> 4 & 15) == 1 };
            case Hdf5TypeClass.Opaque:
                cursor.Skip((int)(bits & 0xFF));
                return type;
            case Hdf5TypeClass.Reference:
                return type;
            case Hdf5TypeClass.Compound:
                return Compound(type, ref cursor, version, (int)(bits & 0xFFFF), depth);
            case Hdf5TypeClass.Enumeration:
                return Enumeration(type, ref cursor, version, (int)(bits & 0xFFFF), depth);
            case Hdf5TypeClass.VariableLength:
                return type with { IsVariableText = (bits & 15) == 1, IsUtf8 = (bits >> 8 & 15) == 1, Base = Parse(ref cursor, depth + 1) };
            case Hdf5TypeClass.Array:
                return Array(type, ref cursor, version, depth);
            default:
                throw Hdf5Exception.Unsupported($"a datatype has class {(int)typeClass}, which is not known");
        }
    }

    private static Hdf5Type Compound(Hdf5Type type, ref Hdf5Cursor cursor, int version, int count, int depth)
    {
        var (names, members) = (new List<string>(), new List<Hdf5Type>());
        for (var i = 0; i < count; i++)
        {
            names.Add(Name(ref cursor, version));
            cursor.Skip(version < 3 ? 4 : OffsetSize(type.Size));
            if (version == 1)
                cursor.Skip(28);
            members.Add(Parse(ref cursor, depth + 1));
        }

        return type with { Names = names, Members = members };
    }

    private static Hdf5Type Enumeration(Hdf5Type type, ref Hdf5Cursor cursor, int version, int count, int depth)
    {
        var baseType = Parse(ref cursor, depth + 1);
        var names = new List<string>();
        for (var i = 0; i < count; i++)
            names.Add(Name(ref cursor, version));
        cursor.Skip(checked(count * baseType.Size));
        return type with { Base = baseType, Names = names };
    }

    private static Hdf5Type Array(Hdf5Type type, ref Hdf5Cursor cursor, int version, int depth)
    {
        int rank = cursor.Byte();
        if (version < 3)
            cursor.Skip(3);
        var sides = new long[rank];
        for (var axis = 0; axis < rank; axis++)
            sides[axis] = cursor.UInt32();
        if (version < 3)
            cursor.Skip(4 * rank);
        return type with { Sides = sides, Base = Parse(ref cursor, depth + 1) };
    }

    private static string Name(ref Hdf5Cursor cursor, int version)
    {
        var start = cursor.Position;
        var name = Encoding.UTF8.GetString(cursor.ZeroTerminated());
        if (version < 3)
            cursor.Skip((8 - ((cursor.Position - start) % 8)) % 8);
        return name;
    }

    /// <summary>As many bytes as an offset in a compound of <paramref name="size"/> bytes needs.</summary>
    private static int OffsetSize(int size) => size < 1 << 8 ? 1 : size < 1 << 16 ? 2 : size < 1 << 24 ? 3 : 4;
}
