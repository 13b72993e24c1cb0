using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>
/// Along one axis: which source positions make up each target position, and with what weight. Weights are integers in
/// units of 2^-<see cref="PrecisionBits"/>. Immutable after construction.
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>Bits after the binary point: of 32, 8 are the pixel and 2 are headroom for negative lobes and sign.</summary>
    public const int PrecisionBits = 32 - 8 - 2;

    /// <summary>What is added before the shift by <see cref="PrecisionBits"/>, so that it rounds.</summary>
    public const int Half = 1 << (PrecisionBits - 1);

    /// <summary>A weight is (high half &lt;&lt; this) + low half, and both halves fit 16 bits with sign.</summary>
    public const int LowHalfBits = 12;

    private readonly ResampleAxis _axis;
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int[] _weights;
    private readonly int[] _halves;

    /// <summary>Computes the weights of the positions that <paramref name="axis"/> names.</summary>
    public ResampleWeights(ResampleAxis axis)
    {
        _axis = axis;
        var scale = axis.Scale;
        var filterScale = Math.Max(scale, 1);
        var support = ResampleFilter.Support(axis.Interpolation) * filterScale;

        _starts = new int[axis.Length];
        _counts = new int[axis.Length];
        for (var i = 0; i < axis.Length; i++)
        {
            var centre = Centre(i, scale);
            _starts[i] = Math.Max(0, (int)(centre - support + 0.5));
            _counts[i] = Math.Min(axis.SourceLength, (int)(centre + support + 0.5)) - _starts[i];
        }

        Taps = (_counts.Max() + 1) & ~1;
        _weights = new int[checked(axis.Length * Taps)];
        _halves = new int[_weights.Length];
        var scratch = new double[Taps];
        for (var i = 0; i < axis.Length; i++)
            Fill(i, Centre(i, scale), 1 / filterScale, scratch);
    }

    /// <summary>Number of target positions.</summary>
    public int Length => _axis.Length;

    /// <summary>Weights stored per target position: the most that any needs, rounded up to even; the rest are 0.</summary>
    public int Taps { get; }

    /// <summary>First source position of each target position; never decreases.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>Number of source positions of each target position; start plus count never decreases.</summary>
    public ReadOnlySpan<int> Counts => _counts;

    /// <summary><see cref="Taps"/> weights for each target position.</summary>
    public ReadOnlySpan<int> Weights => _weights;

    /// <summary>
    /// The same for multiply-add instructions, which take pairs of 16 bits: for each two weights the packed pair of
    /// their high halves, then that of their low halves.
    /// </summary>
    public ReadOnlySpan<int> Halves => _halves;

    /// <summary>One past the last source position of a target position.</summary>
    public int End(int index) => _starts[index] + _counts[index];

    /// <summary>A weighted sum, which started from <see cref="Half"/>, as a pixel value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ToPixel(int sum) => (byte)Math.Clamp(sum >> PrecisionBits, 0, 255);

    private double Centre(int index, double scale) => _axis.Start + (index + _axis.First + 0.5) * scale;

    private void Fill(int index, double centre, double inverseScale, double[] scratch)
    {
        var (start, count) = (_starts[index], _counts[index]);
        var total = 0.0;
        for (var tap = 0; tap < count; tap++)
        {
            scratch[tap] = ResampleFilter.Weight(_axis.Interpolation, (tap + start - centre + 0.5) * inverseScale);
            total += scratch[tap];
        }

        var weights = _weights.AsSpan(index * Taps, Taps);
        for (var tap = 0; tap < count; tap++)
        {
            var weight = total == 0 ? scratch[tap] : scratch[tap] / total;
            weights[tap] = (int)(weight * (1 << PrecisionBits) + (weight < 0 ? -0.5 : 0.5));
        }

        var halves = _halves.AsSpan(index * Taps, Taps);
        for (var tap = 0; tap < Taps; tap += 2)
        {
            halves[tap] = Pack(weights[tap] >> LowHalfBits, weights[tap + 1] >> LowHalfBits);
            halves[tap + 1] = Pack(LowHalf(weights[tap]), LowHalf(weights[tap + 1]));
        }
    }

    private static int LowHalf(int weight) => weight & ((1 << LowHalfBits) - 1);

    private static int Pack(int first, int second) => (first & 0xFFFF) | (second << 16);
}
