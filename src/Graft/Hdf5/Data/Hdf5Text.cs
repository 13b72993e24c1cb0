using System.Text;

namespace Graft.Hdf5;

/// <summary>Texts of fixed and of variable length.</summary>
internal static class Hdf5Text
{
    /// <summary>Length, address of the heap, index in it.</summary>
    private const int VariableReferenceLength = 16;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="data">As stored.</param>
    /// <param name="type">A type of text.</param>
    /// <param name="count">How many.</param>
    /// <param name="heap">Where those of variable length lie.</param>
    public static string[] Read(ReadOnlySpan<byte> data, Hdf5Type type, long count, GlobalHeap heap)
    {
        if (type.IsVariableText && type.Size != VariableReferenceLength)
            throw Hdf5Exception.Damaged($"references to texts have {type.Size} bytes");
        var texts = new string[count];
        for (var i = 0; i < texts.Length; i++)
        {
            var element = data.Slice(i * type.Size, type.Size);
            texts[i] = type.IsVariableText ? Variable(element, heap) : Fixed(element, type);
        }

        return texts;
    }

    private static string Variable(ReadOnlySpan<byte> element, GlobalHeap heap)
    {
        var cursor = new Hdf5Cursor(element);
        var (length, address, index) = (cursor.UInt32(), cursor.Address(), cursor.UInt32());
        if (length == 0 || address is 0 or Hdf5Cursor.Undefined)
            return "";
        var text = heap.Read(address, (int)Math.Min(index, int.MaxValue)).Span;
        return Decode(length <= text.Length ? UpToZero(text[..(int)length]) : throw Hdf5Exception.Damaged("a text is longer than the place that holds it"));
    }

    private static string Fixed(ReadOnlySpan<byte> element, Hdf5Type type) =>
        Decode(type.IsSpacePadded ? element.TrimEnd((byte)' ') : UpToZero(element));

    private static ReadOnlySpan<byte> UpToZero(ReadOnlySpan<byte> text) => text.IndexOf((byte)0) is >= 0 and var end ? text[..end] : text;

    /// <summary>ASCII is a part of UTF-8, and older writers call UTF-8 ASCII.</summary>
    private static string Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Hdf5Exception.Damaged($"a text in it is not UTF-8 (it begins with {Convert.ToHexString(text[..Math.Min(8, text.Length)])})");
        }
    }
}
