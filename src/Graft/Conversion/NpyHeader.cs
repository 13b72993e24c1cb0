using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Graft;

/// <summary>
/// What stands before the values of a NumPy file: magic, version, and a Python dictionary of type, order and shape.
/// NumPy Enhancement Proposal 1.
/// </summary>
/// <param name="ElementType">Type of the values.</param>
/// <param name="Shape">All sides, the number of rows first.</param>
internal sealed partial record NpyHeader(ElementType ElementType, ImmutableArray<long> Shape)
{
    /// <summary>Magic, version and, of version 1, the length of the dictionary.</summary>
    private const int PrefixLength = 10;

    /// <summary>Values begin at a multiple of it, so that a file can be mapped into memory.</summary>
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether a file that begins so is NumPy's.</summary>
    public static bool IsNpy(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>The whole header, version 1.0.</summary>
    public byte[] ToBytes()
    {
        var type = ElementType switch
        {
            ElementType.UInt8 => "|u1",
            ElementType.Float16 => "<f2",
            ElementType.Float32 => "<f4",
            _ => "<f8",
        };
        return ToBytes(type, Shape);
    }

    /// <summary>The header of <paramref name="count"/> labels.</summary>
    public static byte[] OfInt32(int count) => ToBytes("<i4", [count]);

    private static byte[] ToBytes(string type, ImmutableArray<long> shape)
    {
        var sides = string.Join(", ", shape.Select(side => side.ToString(CultureInfo.InvariantCulture)));
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sides}{(shape.Length == 1 ? "," : "")}), }}";
        // One more for the line feed that ends it.
        var length = (PrefixLength + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        text = text.PadRight(length - PrefixLength - 1) + '\n';
        return [.. Magic, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. Encoding.ASCII.GetBytes(text)];
    }
}
