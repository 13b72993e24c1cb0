using System.IO.Hashing;
using System.Text;

namespace Graft;

/// <summary>XXH64 (seed 0) of a path in UTF-8.</summary>
internal static class PathHash
{
    private const int ShortPath = 512;

    public static ulong Of(string path)
    {
        Span<byte> bytes = stackalloc byte[ShortPath];
        return Encoding.UTF8.TryGetBytes(path, bytes, out var length)
            ? XxHash64.HashToUInt64(bytes[..length])
            : XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(path));
    }
}
