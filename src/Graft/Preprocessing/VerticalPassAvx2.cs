using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graft;

/// <summary>
/// The vertical pass: the bytes of two rows are widened and interleaved to pairs of 16 bits, which one instruction
/// multiplies with the halves of two weights and adds up. Sums may wrap as in <see cref="HorizontalPassAvx2"/>.
/// </summary>
internal static unsafe class VerticalPassAvx2
{
    /// <summary>Bytes computed at a time, and the least that a row must have.</summary>
    public const int ChunkBytes = 16;

    /// <summary>Computes one row of the target.</summary>
    /// <param name="rows">The source rows, from the first that has a weight.</param>
    /// <param name="count">Number of source rows with a weight.</param>
    /// <param name="halves">Their weights, as <see cref="ResampleWeights.Halves"/> has them.</param>
    /// <param name="target">The row, at least <see cref="ChunkBytes"/> bytes.</param>
    public static void Row(PixelRows rows, int count, ReadOnlySpan<int> halves, Span<byte> target)
    {
        fixed (byte* input = rows.Bytes, output = target)
        fixed (int* weights = halves)
        {
            // The last chunk overlaps the one before it rather than the end of the row.
            var last = target.Length - ChunkBytes;
            for (var x = 0; x < last; x += ChunkBytes)
                Chunk(input + x, rows.Stride, count, weights).Store(output + x);
            Chunk(input + last, rows.Stride, count, weights).Store(output + last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Chunk(byte* input, nint stride, int count, int* weights)
    {
        Vector256<int> evenHigh = default, evenLow = default, oddHigh = default, oddLow = default;
        for (var tap = 0; tap < count; tap += 2)
        {
            // An odd count leaves a last row without partner; its second weight is 0, so any row will do.
            var upper = Avx2.ConvertToVector256Int16(input);
            var lower = Avx2.ConvertToVector256Int16(tap + 1 < count ? input + stride : input);
            var even = Avx2.UnpackLow(upper, lower);
            var odd = Avx2.UnpackHigh(upper, lower);
            var high = Vector256.Create(weights[tap]).AsInt16();
            var low = Vector256.Create(weights[tap + 1]).AsInt16();
            evenHigh += Avx2.MultiplyAddAdjacent(even, high);
            evenLow += Avx2.MultiplyAddAdjacent(even, low);
            oddHigh += Avx2.MultiplyAddAdjacent(odd, high);
            oddLow += Avx2.MultiplyAddAdjacent(odd, low);
            input += 2 * stride;
        }

        var words = Avx2.PackSignedSaturate(Shifted(evenHigh, evenLow), Shifted(oddHigh, oddLow));
        return Sse2.PackUnsignedSaturate(words.GetLower(), words.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Shifted(Vector256<int> high, Vector256<int> low) =>
        ((high << ResampleWeights.LowHalfBits) + low + Vector256.Create(ResampleWeights.Half))
            >> ResampleWeights.PrecisionBits;
}
