using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Picks for each target pixel the source pixel that holds its centre.</summary>
internal static class NearestResampler
{
    private const int Channels = 3;

    /// <summary>Resizes along both axes at once.</summary>
    public static void Resize(PixelRows source, ResampleAxis across, ResampleAxis down, PixelTarget target)
    {
        var positions = ArrayPool<int>.Shared.Rent(checked(across.Length + down.Length));
        var columns = positions.AsSpan(0, across.Length);
        var rows = positions.AsSpan(across.Length, down.Length);
        FillPositions(across, columns);
        FillPositions(down, rows);
        foreach (ref var column in columns)
            column *= Channels;

        for (var y = 0; y < rows.Length; y++)
        {
            var output = target.Bytes.Slice(y * target.Stride, columns.Length * Channels);
            var row = source.Bytes[source.Offset(rows[y])..];
            if (y > 0 && rows[y] == rows[y - 1])
                target.Bytes.Slice((y - 1) * target.Stride, output.Length).CopyTo(output);
            else if (rows[y] < down.SourceLength - 1)
                PickPixels(row, columns, output);
            else
                PickPixelsOfLastRow(row, columns, output);
        }

        ArrayPool<int>.Shared.Return(positions);
    }

    // Four bytes at a time: the fourth is that of the next pixel, and is overwritten by it. Nothing is checked, because
    // every column lies in its row, a row follows, and the last pixel of the output is left to the careful loop.
    private static void PickPixels(ReadOnlySpan<byte> row, ReadOnlySpan<int> columns, Span<byte> output)
    {
        var last = columns.Length - 1;
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(output);
        foreach (var column in columns[..last])
        {
            Unsafe.WriteUnaligned(ref to, Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, column)));
            to = ref Unsafe.Add(ref to, Channels);
        }

        PickPixelsOfLastRow(row, columns[last..], output[(last * Channels)..]);
    }

    // After the last pixel of the picture there is no fourth byte.
    private static void PickPixelsOfLastRow(ReadOnlySpan<byte> row, ReadOnlySpan<int> columns, Span<byte> output)
    {
        for (var x = 0; x < columns.Length; x++)
            row.Slice(columns[x], Channels).CopyTo(output[(x * Channels)..]);
    }

    // Pillow adds the step up rather than multiplying it, and near a pixel's edge the rounding of that sum decides.
    private static void FillPositions(ResampleAxis axis, Span<int> positions)
    {
        var step = axis.Scale;
        var position = axis.Start + step * (0.5 + Math.Min(axis.First, 0));
        for (var i = 0; i < axis.First; i++)
            position += step;
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = Math.Clamp((int)position, 0, axis.SourceLength - 1);
            position += step;
        }
    }
}
