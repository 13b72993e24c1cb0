namespace Graft.Hdf5;

/// <summary>The shape of a dataset or attribute. HDF5 File Format Specification 3.0, section IV.A.2.b.</summary>
/// <param name="Shape">Sides; none for a single value.</param>
/// <param name="MaxShape">How far each may grow; -1 is without limit.</param>
/// <param name="IsNull">Whether there is no value at all.</param>
internal sealed record Dataspace(long[] Shape, long[] MaxShape, bool IsNull)
{
    private const int MaxRank = 32;

    /// <summary>Number of values.</summary>
    public long Count { get; } = IsNull ? 0 : Product(Shape);

    public static Dataspace Parse(ReadOnlySpan<byte> message)
    {
        var cursor = new Hdf5Cursor(message);
        var (version, rank, flags) = (cursor.Byte(), cursor.Byte(), cursor.Byte());
        if (version is not (1 or 2))
            throw Hdf5Exception.Unsupported($"a dataspace has version {version}; 1 and 2 are read");
        if (rank > MaxRank)
            throw Hdf5Exception.Damaged($"a dataspace has {rank} axes");
        var kind = cursor.Byte();
        if (version == 1)
            cursor.Skip(4);
        var shape = new long[rank];
        foreach (ref var side in shape.AsSpan())
            side = cursor.Length();
        var maxShape = (long[])shape.Clone();
        for (var axis = 0; (flags & 1) != 0 && axis < rank; axis++)
            maxShape[axis] = cursor.Address();
        return new Dataspace(shape, maxShape, version == 2 && kind == 2);
    }

    public static long Product(ReadOnlySpan<long> sides)
    {
        UInt128 product = 1;
        foreach (var side in sides)
        {
            product *= (ulong)side;
            if (product > long.MaxValue)
                throw Hdf5Exception.Damaged($"a shape in it, [{string.Join(", ", sides.ToArray())}], is too large");
        }

        return (long)product;
    }
}
