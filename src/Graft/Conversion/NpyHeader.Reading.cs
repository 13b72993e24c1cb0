using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;

namespace Graft;

internal sealed partial record NpyHeader
{
    /// <summary>Far more than any matrix needs; a longer one is a structured type or a lie.</summary>
    private const int MaxDictionaryLength = 1 << 16;

    /// <summary>As many as HDF5 has.</summary>
    private const int MaxRank = 32;

    /// <summary>Where the values begin.</summary>
    public long DataOffset { get; private init; }

    /// <summary>Reads a header and holds it against the length of its file.</summary>
    /// <exception cref="ConversionException">It is not one, or of an array that is not a matrix of floating point or bytes.</exception>
    public static NpyHeader Read(Stream file, string path)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength + 2];
        file.Position = 0;
        prefix = prefix[..file.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false)];
        if (!IsNpy(prefix))
            throw new ConversionException($"'{path}' is {(prefix.IsEmpty ? "empty" : "not a NumPy file")}; expected one made by numpy.save.", path);
        if (prefix.Length < PrefixLength + 2)
            throw new ConversionException($"NumPy file '{path}' was cut off: it has only {file.Length:N0} bytes. Save it again.", path);
        var (start, length) = (prefix[6], prefix[7]) switch
        {
            (1, 0) => (PrefixLength, BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..])),
            (2 or 3, 0) => (PrefixLength + 2, BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..])),
            var (major, minor) => throw new ConversionException($"NumPy file '{path}' has format version {major}.{minor}; 1.0, 2.0 and 3.0 are read.", path),
        };
        if (length > MaxDictionaryLength)
            throw new ConversionException($"NumPy file '{path}' has a header of {length:N0} bytes; at most {MaxDictionaryLength:N0} are read. Save a plain matrix.", path);
        if (start + length > file.Length)
            throw new ConversionException($"NumPy file '{path}' was cut off in its header, after {file.Length:N0} of {start + length:N0} bytes. Save it again.", path);

        var dictionary = new byte[length];
        file.Position = start;
        file.ReadExactly(dictionary);
        // Version 3 is UTF-8; versions 1 and 2 are Latin-1, but names of fields alone go beyond ASCII.
        var fields = NpyDictionary.Parse(Encoding.UTF8.GetString(dictionary), path);
        if (fields.FortranOrder)
            throw new ConversionException($"NumPy file '{path}' is in Fortran order (column by column); rows are read. Save numpy.ascontiguousarray(x).", path);
        var header = new NpyHeader(TypeOf(fields.Descr, path), CheckShape(fields.Shape, path)) { DataOffset = start + length };
        header.CheckLength(file.Length, path);
        return header;
    }

    private static ElementType TypeOf(string descr, string path) => descr switch
    {
        "<f2" => ElementType.Float16,
        "<f4" => ElementType.Float32,
        "<f8" => ElementType.Float64,
        "|u1" or "<u1" or ">u1" => ElementType.UInt8,
        ">f2" or ">f4" or ">f8" => throw new ConversionException(
            $"NumPy file '{path}' is big-endian ('{descr}'); little-endian is read. Save x.astype('<{descr[1..]}').", path),
        _ => throw new ConversionException(
            $"NumPy file '{path}' has {KindOf(descr)} ('{descr}'); float16, float32, float64 and uint8 are read. Save x.astype('float32').", path),
    };

    private static string KindOf(string descr) => descr is not ['<' or '>' or '|', var kind, ..] ? "values of a type not known" : kind switch
    {
        'i' or 'u' => "whole numbers",
        'b' => "truth values",
        'f' => "numbers of another precision",
        'c' => "complex numbers",
        'O' => "Python objects",
        'S' or 'U' => "text",
        'V' => "records",
        'M' or 'm' => "times",
        _ => "values of a type not known",
    };

    private static ImmutableArray<long> CheckShape(ImmutableArray<long> shape, string path)
    {
        var text = $"({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")})";
        if (shape.Length is < 2 or > MaxRank)
            throw new ConversionException($"NumPy file '{path}' has shape {(shape.Length > MaxRank ? $"of {shape.Length} sides" : text)}; expected (rows, values per row).", path);
        if (shape[1..].Contains(0))
            throw new ConversionException($"NumPy file '{path}' has shape {text}; expected at least one value per row.", path);
        // Bytes of a row are counted in an int.
        var valueCount = shape[1..].Aggregate(BigInteger.One, (product, side) => product * side);
        if (shape[0] > int.MaxValue || valueCount > Array.MaxLength / sizeof(double))
            throw new ConversionException($"NumPy file '{path}' has shape {text}; at most {int.MaxValue:N0} rows of {Array.MaxLength / sizeof(double):N0} values are read.", path);
        return shape;
    }

    private void CheckLength(long fileLength, string path)
    {
        var end = DataOffset + Shape.Aggregate((BigInteger)ElementType.SizeOf(), (product, side) => product * side);
        if (end > fileLength)
            throw new ConversionException($"NumPy file '{path}' was cut off after {fileLength:N0} of {end:N0} bytes. Save it again.", path);
        if (end < fileLength)
            throw new ConversionException($"NumPy file '{path}' has {fileLength - end:N0} bytes more than its shape ({string.Join(", ", Shape)}) needs. Save one array to a file.", path);
    }
}
