namespace Graft.Hdf5;

/// <summary>
/// Goes through a block that is part of two arrays, in the longest stretches that lie together in both.
/// </summary>
internal struct Runs
{
    private readonly long[] _countersEnd;
    private readonly long[] _stridesA;
    private readonly long[] _stridesB;
    private readonly long[] _counters;
    private readonly int _outerAxes;
    private bool _isStarted;

    /// <param name="shapeA">The first array.</param>
    /// <param name="startA">Where the block begins in it.</param>
    /// <param name="shapeB">The second array.</param>
    /// <param name="startB">Where the block begins in it.</param>
    /// <param name="count">Shape of the block; no side is 0.</param>
    public Runs(ReadOnlySpan<long> shapeA, ReadOnlySpan<long> startA, ReadOnlySpan<long> shapeB, ReadOnlySpan<long> startB, ReadOnlySpan<long> count)
    {
        var rank = count.Length;
        (_stridesA, _stridesB, _counters, _countersEnd) = (new long[rank], new long[rank], new long[rank], count.ToArray());
        long strideA = 1, strideB = 1;
        for (var axis = rank - 1; axis >= 0; axis--)
        {
            (_stridesA[axis], _stridesB[axis]) = (strideA, strideB);
            OffsetA += startA[axis] * strideA;
            OffsetB += startB[axis] * strideB;
            SpanA += (count[axis] - 1) * strideA;
            (strideA, strideB) = (strideA * shapeA[axis], strideB * shapeB[axis]);
        }

        SpanA++;

        // Axes from the last on are one stretch as long as each is taken whole in both.
        var inner = rank - 1;
        Length = count[inner];
        while (inner > 0 && count[inner] == shapeA[inner] && count[inner] == shapeB[inner])
            Length *= count[--inner];
        _outerAxes = inner;
    }

    /// <summary>Elements in each stretch.</summary>
    public long Length { get; }

    /// <summary>Elements from the first of the block to its last in the first array, with what lies between.</summary>
    public long SpanA { get; }

    /// <summary>Where the stretch begins in the first array.</summary>
    public long OffsetA { get; private set; }

    /// <summary>Where it begins in the second.</summary>
    public long OffsetB { get; private set; }

    /// <summary>Goes to the next stretch, at first to the first.</summary>
    public bool Next()
    {
        if (!_isStarted)
            return _isStarted = true;
        for (var axis = _outerAxes - 1; axis >= 0; axis--)
        {
            OffsetA += _stridesA[axis];
            OffsetB += _stridesB[axis];
            if (++_counters[axis] < _countersEnd[axis])
                return true;
            OffsetA -= _stridesA[axis] * _counters[axis];
            OffsetB -= _stridesB[axis] * _counters[axis];
            _counters[axis] = 0;
        }

        return false;
    }
}
