using System.Numerics;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Values of one element type as those of another.</summary>
internal static class RowValues
{
    /// <summary>Converts, rounding to the nearest value and, of two as near, to the even one.</summary>
    /// <param name="from">Type of the values.</param>
    /// <param name="source">The values.</param>
    /// <param name="to">Type to convert to: one of floating point, or the same.</param>
    /// <param name="destination">As many values.</param>
    /// <returns>How many finite values became infinite.</returns>
    public static long Convert(ElementType from, ReadOnlySpan<byte> source, ElementType to, Span<byte> destination)
    {
        if (from == to)
        {
            source.CopyTo(destination);
            return 0;
        }

        return from switch
        {
            ElementType.UInt8 => Convert(source, to, destination),
            ElementType.Float16 => Convert(MemoryMarshal.Cast<byte, Half>(source), to, destination),
            ElementType.Float32 => Convert(MemoryMarshal.Cast<byte, float>(source), to, destination),
            ElementType.Float64 => Convert(MemoryMarshal.Cast<byte, double>(source), to, destination),
            _ => throw new ArgumentOutOfRangeException(nameof(from)),
        };
    }

    private static long Convert<T>(ReadOnlySpan<T> source, ElementType to, Span<byte> destination)
        where T : unmanaged, INumberBase<T> => to switch
        {
            ElementType.Float16 => Convert(source, MemoryMarshal.Cast<byte, Half>(destination)),
            ElementType.Float32 => Convert(source, MemoryMarshal.Cast<byte, float>(destination)),
            ElementType.Float64 => Convert(source, MemoryMarshal.Cast<byte, double>(destination)),
            _ => throw new ArgumentOutOfRangeException(nameof(to)),
        };

    private static long Convert<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> destination)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        var overflowCount = 0L;
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = TTo.CreateTruncating(source[i]);
            if (TTo.IsInfinity(destination[i]) && !TFrom.IsInfinity(source[i]))
                overflowCount++;
        }

        return overflowCount;
    }
}
