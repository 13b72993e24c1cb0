using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Graft;

/// <summary>Four neighbouring pixels of 8-bit RGB, a vector of numbers for each colour.</summary>
internal readonly record struct FourPixels(Vector128<int> Red, Vector128<int> Green, Vector128<int> Blue)
{
    /// <summary>Bytes of four pixels.</summary>
    public const int ByteCount = 12;

    /// <summary>Bytes that are read for them.</summary>
    public const int LoadBytes = 16;

    /// <summary>Reads the first four of some pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourPixels Load(ReadOnlySpan<byte> pixels)
    {
        var bytes = MemoryMarshal.Read<Vector128<byte>>(pixels);
        return new(Every3rd(bytes, 0), Every3rd(bytes, 1), Every3rd(bytes, 2));
    }

    /// <summary>Writes them; all numbers are from 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Span<byte> pixels)
    {
        var bytes = Vector128.Shuffle((Red | (Green << 8) | (Blue << 16)).AsByte(), Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255));
        MemoryMarshal.Write(pixels, bytes.AsUInt64().ToScalar());
        MemoryMarshal.Write(pixels[sizeof(ulong)..], bytes.AsUInt32().GetElement(2));
    }

    // An index beyond the vector gives 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Every3rd(Vector128<byte> bytes, byte first) =>
        Vector128.Shuffle(bytes, Vector128.Create(first, 255, 255, 255, (byte)(first + 3), 255, 255, 255, (byte)(first + 6), 255, 255, 255, (byte)(first + 9), 255, 255, 255)).AsInt32();
}
