using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// Floats that begin at a cache line and stay there. A register as wide as a line that is loaded across two of them takes
/// twice as long, which is felt where a kernel loads as fast as it can.
/// </summary>
internal sealed unsafe class AlignedFloats
{
    private const int LineFloats = 16;

    private readonly float[] _values;
    private readonly int _start;

    /// <param name="length">How many; they are 0.</param>
    public AlignedFloats(int length)
    {
        _values = GC.AllocateArray<float>(checked(length + LineFloats), pinned: true);
        var misplaced = (int)((nint)Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0) / sizeof(float) % LineFloats);
        (_start, Length) = ((LineFloats - misplaced) % LineFloats, length);
    }

    public int Length { get; }

    /// <summary>The first; valid as long as this object is alive.</summary>
    public float* Pointer => (float*)Marshal.UnsafeAddrOfPinnedArrayElement(_values, _start);

    public Span<float> Span => _values.AsSpan(_start, Length);
}
