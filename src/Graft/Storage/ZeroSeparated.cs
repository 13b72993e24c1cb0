using System.Buffers;
using System.Text;

namespace Graft;

/// <summary>Texts one after the other, a zero byte behind each; file names may hold any other character.</summary>
internal static class ZeroSeparated
{
    public static byte[] Join(IEnumerable<string> texts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var text in texts)
        {
            Encoding.UTF8.GetBytes(text, bytes);
            bytes.Write<byte>([0]);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static string[] Split(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? [] : Encoding.UTF8.GetString(bytes[..^1]).Split('\0');
}
