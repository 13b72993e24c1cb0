using System.Text;

namespace Graft;

/// <summary>Texts one after the other, a zero byte behind each; file names may hold any other character.</summary>
internal static class ZeroSeparated
{
    public static byte[] Join(IEnumerable<string> texts) => [.. texts.SelectMany(text => Encoding.UTF8.GetBytes(text).Append((byte)0))];

    public static string[] Split(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? [] : Encoding.UTF8.GetString(bytes[..^1]).Split('\0');
}
