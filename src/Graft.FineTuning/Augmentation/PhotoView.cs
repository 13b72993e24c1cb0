using System.Buffers;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>How a photo lies in the tensor before it is turned, and what is around it.</summary>
/// <param name="Across">Left to right.</param>
/// <param name="Down">Top to bottom.</param>
/// <param name="Ground">The colour around the photo; null for its mirror image at its borders.</param>
internal readonly record struct PhotoView(ViewAxis Across, ViewAxis Down, RgbColor? Ground)
{
    private const int Channels = 3;

    /// <summary>The view of a photo of <paramref name="width"/> x <paramref name="height"/>.</summary>
    /// <remarks>
    /// Around a photo is what a network may see at prediction. That is its colour of bars where the preprocessing pads; else a
    /// plain colour never comes up, and would tell how the photo was turned or shifted, so there it is the mirror image.
    /// </remarks>
    public static PhotoView Of(Preprocessing preprocessing, int width, int height, in Variation variation)
    {
        var (across, down) = variation.Crop is { } crop
            ? (ViewAxis.Of(width, crop.Left, crop.Right, preprocessing.Width), ViewAxis.Of(height, crop.Top, crop.Bottom, preprocessing.Height))
            : Placed(preprocessing, width, height);
        return new(
            across.Zoomed(variation.Zoom), down.Zoomed(variation.Zoom), preprocessing.ResizeMode == ResizeMode.Pad ? preprocessing.PadColor : null);
    }

    /// <summary>Paints a rectangle that is given in positions of the tensor, and may reach out of it.</summary>
    public void Paint(RgbImage photo, int left, int top, int width, int height, Interpolation interpolation, Span<byte> pixels)
    {
        var positions = ArrayPool<int>.Shared.Rent(width + height);
        var columns = positions.AsSpan(0, width);
        var rows = positions.AsSpan(width, height);
        Across.Fill(left, Ground is null, columns);
        Down.Fill(top, Ground is null, rows);
        var (firstColumn, columnCount) = Range(columns);
        var (firstRow, rowCount) = Range(rows);
        var window = new ResizeWindow(Across.FullLength, Down.FullLength, firstColumn, firstRow, columnCount, rowCount)
        {
            Box = new SourceBox(Across.Start, Down.Start, Across.End, Down.End),
        };
        if (columnCount == width && rowCount == height && columns[0] == firstColumn && rows[0] == firstRow)
        {
            Resampler.Resize(photo, window, interpolation, new(pixels, width * Channels), Resampler.CanVectorise);
        }
        else
        {
            var rented = ArrayPool<byte>.Shared.Rent(checked(columnCount * rowCount * Channels));
            var resized = rented.AsSpan(0, columnCount * rowCount * Channels);
            if (!resized.IsEmpty)
                Resampler.Resize(photo, window, interpolation, new(resized, columnCount * Channels), Resampler.CanVectorise);
            Arrange(MemoryMarshal.Cast<byte, RgbColor>(resized), window, columns, rows, MemoryMarshal.Cast<byte, RgbColor>(pixels));
            ArrayPool<byte>.Shared.Return(rented);
        }

        ArrayPool<int>.Shared.Return(positions);
    }

    private static (ViewAxis Across, ViewAxis Down) Placed(Preprocessing preprocessing, int width, int height)
    {
        var (window, left, top) = PicturePlacement.Of(preprocessing, width, height);
        return (
            new ViewAxis(width, 0, width, window.FullWidth, window.Left - left, preprocessing.Width),
            new ViewAxis(height, 0, height, window.FullHeight, window.Top - top, preprocessing.Height));
    }

    private void Arrange(ReadOnlySpan<RgbColor> resized, ResizeWindow window, ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, Span<RgbColor> pixels)
    {
        for (var y = 0; y < rows.Length; y++)
        {
            var target = pixels.Slice(y * columns.Length, columns.Length);
            if (rows[y] == ViewAxis.None)
            {
                target.Fill(Ground ?? default);
                continue;
            }

            var source = resized.Slice((rows[y] - window.Top) * window.Width, window.Width);
            for (var x = 0; x < target.Length; x++)
                target[x] = columns[x] == ViewAxis.None ? Ground ?? default : source[columns[x] - window.Left];
        }
    }

    /// <summary>The least range that has all positions.</summary>
    private static (int First, int Count) Range(ReadOnlySpan<int> positions)
    {
        var (first, last) = (int.MaxValue, int.MinValue);
        foreach (var position in positions)
        {
            if (position != ViewAxis.None)
                (first, last) = (Math.Min(first, position), Math.Max(last, position));
        }

        return last < first ? (0, 0) : (first, last - first + 1);
    }
}
