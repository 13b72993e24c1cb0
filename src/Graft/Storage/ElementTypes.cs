using Graft.Hdf5;

namespace Graft;

/// <summary>Element types as bytes and as HDF5 types.</summary>
internal static class ElementTypes
{
    public static int SizeOf(this ElementType type) => ToHdf5(type).Size;

    public static WriteType ToHdf5(this ElementType type) => type switch
    {
        ElementType.Float32 => WriteType.Float32,
        ElementType.Float16 => WriteType.Float16,
        ElementType.Float64 => WriteType.Float64,
        ElementType.UInt8 => WriteType.UInt8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>The element type of values of <typeparamref name="T"/>; null when there is none.</summary>
    public static ElementType? Of<T>() =>
        typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(Half) ? ElementType.Float16
        : typeof(T) == typeof(double) ? ElementType.Float64
        : typeof(T) == typeof(byte) ? ElementType.UInt8
        : null;
}
