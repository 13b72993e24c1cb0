namespace Graft.Hdf5;

/// <summary>How a shape is cut into chunks; the last ones of an axis may stick out.</summary>
internal sealed class ChunkGrid
{
    public ChunkGrid(long[] shape, long[] maxShape, long[] chunkShape, int elementSize)
    {
        if (chunkShape.Length != shape.Length || chunkShape.Any(side => side < 1))
            throw Hdf5Exception.Damaged($"chunks of shape [{string.Join(", ", chunkShape)}] do not fit a dataset of shape [{string.Join(", ", shape)}]");
        (Shape, ChunkShape, ElementSize) = (shape, chunkShape, elementSize);
        var bytes = (UInt128)Dataspace.Product(chunkShape) * (ulong)elementSize;
        ChunkLength = bytes <= (ulong)Array.MaxLength ? (int)bytes : throw Hdf5Exception.Unsupported($"chunks of {bytes:N0} bytes are larger than can be read");
        Counts = [.. shape.Zip(chunkShape, Count)];
        MaxCounts = [.. maxShape.Zip(chunkShape, (side, chunkSide) => side < 0 ? long.MaxValue : Count(side, chunkSide))];
        GrowingAxis = Array.FindIndex(maxShape, side => side < 0);
        ChunkCount = Dataspace.Product(Counts);
    }

    /// <summary>Of the dataset.</summary>
    public long[] Shape { get; }

    public long[] ChunkShape { get; }

    public int ElementSize { get; }

    /// <summary>Bytes in a chunk.</summary>
    public int ChunkLength { get; }

    /// <summary>Chunks along each axis.</summary>
    public long[] Counts { get; }

    /// <summary>Chunks along each axis when the dataset has grown as far as it may.</summary>
    public long[] MaxCounts { get; }

    /// <summary>The first axis without limit; -1 when there is none.</summary>
    public int GrowingAxis { get; }

    public long ChunkCount { get; }

    /// <summary>A chunk's number in row-major order; null when it lies outside.</summary>
    public long? Number(ReadOnlySpan<long> coordinates)
    {
        long number = 0;
        for (var axis = 0; axis < Counts.Length; axis++)
        {
            if ((ulong)coordinates[axis] >= (ulong)Counts[axis])
                return null;
            number = (number * Counts[axis]) + coordinates[axis];
        }

        return number;
    }

    /// <summary>Where the place of that number in row-major order lies, in a grid of <paramref name="counts"/>.</summary>
    public static long[] Coordinates(long number, ReadOnlySpan<long> counts)
    {
        var coordinates = new long[counts.Length];
        for (var axis = counts.Length - 1; axis >= 0; axis--)
        {
            coordinates[axis] = number % counts[axis];
            number /= counts[axis];
        }

        return coordinates;
    }

    /// <summary>
    /// A chunk's number where arrays of chunks have their places for all that the dataset may grow to. With
    /// <paramref name="isExtensible"/> the axis that grows comes first. Null when it does not lie in the dataset now.
    /// </summary>
    public long? NumberOfMax(long index, bool isExtensible)
    {
        var axes = Enumerable.Range(0, Counts.Length).ToArray();
        if (isExtensible && GrowingAxis > 0)
            axes = [GrowingAxis, .. axes.Where(axis => axis != GrowingAxis)];
        var coordinates = new long[Counts.Length];
        for (var i = axes.Length - 1; i >= 0; i--)
        {
            var count = i == 0 ? long.MaxValue : MaxCounts[axes[i]];
            coordinates[axes[i]] = count == 0 ? 0 : index % count;
            index = count == 0 ? 0 : index / count;
        }

        return Number(coordinates);
    }

    /// <summary>The reverse, for arrays that cannot grow.</summary>
    public UInt128 IndexOfMax(long number)
    {
        UInt128 index = 0;
        UInt128 stride = 1;
        for (var axis = Counts.Length - 1; axis >= 0; axis--)
        {
            index += (ulong)(number % Counts[axis]) * stride;
            number /= Counts[axis];
            stride *= (ulong)Math.Min(MaxCounts[axis], int.MaxValue);
        }

        return index;
    }

    private static long Count(long side, long chunkSide) => (side / chunkSide) + (side % chunkSide == 0 ? 0 : 1);
}
