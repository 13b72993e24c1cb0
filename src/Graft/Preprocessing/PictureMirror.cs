using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Mirrors pictures of 8-bit RGB in place; every pixel keeps its value.</summary>
internal static class PictureMirror
{
    /// <summary>Left becomes right.</summary>
    public static void LeftRight(Span<byte> pixels, int width)
    {
        for (var rows = MemoryMarshal.Cast<byte, RgbColor>(pixels); !rows.IsEmpty; rows = rows[width..])
            rows[..width].Reverse();
    }

    /// <summary>The top becomes the bottom.</summary>
    public static void TopBottom(Span<byte> pixels, int width)
    {
        var rows = MemoryMarshal.Cast<byte, RgbColor>(pixels);
        for (; rows.Length > width; rows = rows[width..^width])
        {
            for (var x = 0; x < width; x++)
                (rows[x], rows[rows.Length - width + x]) = (rows[rows.Length - width + x], rows[x]);
        }
    }
}
