using System.Buffers;

namespace Graft;

/// <summary>An upright 8-bit RGB picture in memory: what reading an image file gives.</summary>
public sealed class RgbImage
{
    private readonly byte[] _pixels;
    private readonly bool _isRented;

    /// <summary>Wraps <paramref name="pixels"/>, which is not copied.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="pixels">Height x width x 3 bytes: red, green, blue of each pixel, row by row, no padding.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is less than 1.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (long)width * height * 3)
            throw new ArgumentException($"{width} x {height} RGB needs {(long)width * height * 3} bytes, got {pixels.LongLength}.", nameof(pixels));
        (Width, Height, _pixels) = (width, height, pixels);
    }

    private RgbImage(int width, int height, byte[] rented, bool isRented) =>
        (Width, Height, _pixels, _isRented) = (width, height, rented, isRented);

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Height x width x 3 bytes: red, green, blue of each pixel, row by row, no padding.</summary>
    public ReadOnlySpan<byte> Pixels => Writable;

    /// <summary>The same bytes, as memory.</summary>
    internal ReadOnlyMemory<byte> ToMemory() => _pixels.AsMemory(0, Width * Height * 3);

    /// <summary>The same bytes, for whoever makes the picture.</summary>
    internal Span<byte> Writable => _pixels.AsSpan(0, Width * Height * 3);

    /// <summary>A picture of undefined pixels.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="isRented">Whether its buffer comes from the shared pool; call <see cref="Return"/> when done with it.</param>
    internal static RgbImage Create(int width, int height, bool isRented)
    {
        var length = checked(width * height * 3);
        return new RgbImage(
            width, height, isRented ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length), isRented);
    }

    /// <summary>Gives a rented buffer back. Large arrays that are only dropped stay in memory for long.</summary>
    internal void Return()
    {
        if (_isRented)
            ArrayPool<byte>.Shared.Return(_pixels);
    }
}
