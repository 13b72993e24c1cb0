using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Graft;

/// <summary>
/// The horizontal pass, four rows at a time so that each weight is loaded once for all of them. A register holds the
/// same columns of two rows, one in each 128-bit lane; two neighbouring pixels become three pairs of 16 bits, red, green
/// and blue, which one instruction multiplies with the halves of two weights and adds up.
/// </summary>
/// <remarks>
/// Sums of the high and low halves are kept apart and joined at the end. Both may wrap, but modulo 2^32 the joined sum is
/// exactly that of the plain loop.
/// </remarks>
internal static unsafe class HorizontalPassAvx2
{
    private const int Channels = 3;
    private const int RowsAtOnce = 4;

    // Of these, four pixels need 12, and two need 6.
    private const int LoadBytes = 16;

    /// <summary>Resizes the rows from <paramref name="firstRow"/> on.</summary>
    public static void Run(PixelRows source, int firstRow, int rowCount, ResampleWeights weights, PixelTarget target)
    {
        // The last rows would be read past the end of the array; they are read from a padded copy.
        var reach = checked((weights.Starts[^1] + weights.Taps) * Channels + LoadBytes);
        var spare = ArrayPool<byte>.Shared.Rent(RowsAtOnce * reach);
        fixed (byte* input = source.Bytes, output = target.Bytes, copies = spare)
        fixed (int* starts = weights.Starts, halves = weights.Halves)
        {
            var plan = new Plan(starts, halves, weights.Length, weights.Taps);
            var from = stackalloc byte*[RowsAtOnce];
            var to = stackalloc byte*[RowsAtOnce];
            for (var y = 0; y < rowCount; y += RowsAtOnce)
            {
                for (var i = 0; i < RowsAtOnce; i++)
                {
                    // Short of four rows, the last is done more than once.
                    var row = Math.Min(y + i, rowCount - 1);
                    var start = source.Offset(firstRow + row);
                    from[i] = input + start;
                    to[i] = output + row * target.Stride;
                    if (source.Bytes.Length - start < reach)
                    {
                        from[i] = copies + i * reach;
                        CopyRow(source.Bytes[start..], spare.AsSpan(i * reach, reach));
                    }
                }

                FourRows(plan, from, to);
            }
        }

        ArrayPool<byte>.Shared.Return(spare);
    }

    private static void CopyRow(ReadOnlySpan<byte> row, Span<byte> copy) =>
        row[..Math.Min(row.Length, copy.Length)].CopyTo(copy);

    private static void FourRows(Plan plan, byte** from, byte** to)
    {
        byte* row0 = from[0], row1 = from[1], row2 = from[2], row3 = from[3];
        byte* out0 = to[0], out1 = to[1], out2 = to[2], out3 = to[3];
        var firstPair = Vector256.Create(PairMask(0), PairMask(0));
        var secondPair = Vector256.Create(PairMask(2), PairMask(2));
        var weight = plan.Halves;
        for (var x = 0; x < plan.Length; x++)
        {
            var offset = (nint)plan.Starts[x] * Channels;
            var (upper, lower) = (default(Sums), default(Sums));
            var tap = 0;
            for (; tap + 2 < plan.Taps; tap += 4)
            {
                var (high, low) = (Vector256.Create(weight[0]).AsInt16(), Vector256.Create(weight[1]).AsInt16());
                var (high2, low2) = (Vector256.Create(weight[2]).AsInt16(), Vector256.Create(weight[3]).AsInt16());
                var pixels = Load(row0 + offset, row1 + offset);
                upper.Add(Avx2.Shuffle(pixels, firstPair).AsInt16(), high, low);
                upper.Add(Avx2.Shuffle(pixels, secondPair).AsInt16(), high2, low2);
                pixels = Load(row2 + offset, row3 + offset);
                lower.Add(Avx2.Shuffle(pixels, firstPair).AsInt16(), high, low);
                lower.Add(Avx2.Shuffle(pixels, secondPair).AsInt16(), high2, low2);
                offset += 4 * Channels;
                weight += 4;
            }

            if (tap < plan.Taps)
            {
                var (high, low) = (Vector256.Create(weight[0]).AsInt16(), Vector256.Create(weight[1]).AsInt16());
                upper.Add(Avx2.Shuffle(Load(row0 + offset, row1 + offset), firstPair).AsInt16(), high, low);
                lower.Add(Avx2.Shuffle(Load(row2 + offset, row3 + offset), firstPair).AsInt16(), high, low);
                weight += 2;
            }

            // Rows 0 and 2 end in the lower lane, 1 and 3 in the upper, four bytes for each pixel.
            var words = Avx2.PackSignedSaturate(upper.Shifted(), lower.Shifted());
            var bytes = Avx2.PackUnsignedSaturate(words, words).AsUInt32();
            var last = x == plan.Length - 1;
            Store(out0 + x * Channels, bytes.GetElement(0), last);
            Store(out2 + x * Channels, bytes.GetElement(1), last);
            Store(out1 + x * Channels, bytes.GetElement(4), last);
            Store(out3 + x * Channels, bytes.GetElement(5), last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Load(byte* inLowerLane, byte* inUpperLane) =>
        Vector256.Create(Vector128.Load(inLowerLane), Vector128.Load(inUpperLane));

    // The fourth byte falls on the next pixel, which is written after this one, but must not fall behind the row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(byte* target, uint pixel, bool last)
    {
        if (last)
        {
            *(ushort*)target = (ushort)pixel;
            target[2] = (byte)(pixel >> 16);
        }
        else
        {
            *(uint*)target = pixel;
        }
    }

    // Bytes of pixels n and n + 1 to 16-bit words r r' g g' b b' 0 0; an index with its top bit set gives 0.
    private static Vector128<byte> PairMask(int n)
    {
        var (a, b) = ((byte)(n * Channels), (byte)((n + 1) * Channels));
        const byte zero = 0x80;
        return Vector128.Create(
            a, zero, b, zero, (byte)(a + 1), zero, (byte)(b + 1), zero,
            (byte)(a + 2), zero, (byte)(b + 2), zero, zero, zero, zero, zero);
    }

    private readonly struct Plan(int* starts, int* halves, int length, int taps)
    {
        public readonly int* Starts = starts;
        public readonly int* Halves = halves;
        public readonly int Length = length;
        public readonly int Taps = taps;
    }

    private struct Sums
    {
        private Vector256<int> _high;
        private Vector256<int> _low;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(Vector256<short> pairs, Vector256<short> high, Vector256<short> low)
        {
            _high += Avx2.MultiplyAddAdjacent(pairs, high);
            _low += Avx2.MultiplyAddAdjacent(pairs, low);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector256<int> Shifted() =>
            ((_high << ResampleWeights.LowHalfBits) + _low + Vector256.Create(ResampleWeights.Half))
                >> ResampleWeights.PrecisionBits;
    }
}
