using System.Buffers;

namespace Graft.Hdf5;

/// <summary>
/// A dataset in chunks. Chunks that are not filtered are read no further than needed; filtered ones are unpacked in
/// parallel, and the last ones kept.
/// </summary>
internal sealed class ChunkedReader(Hdf5Source source, ChunkGrid grid, ChunkedLayout layout, FilterPipeline filters, byte[] fill)
    : DatasetReader(grid.Shape, grid.ElementSize, fill)
{
    /// <summary>Gaps between stretches that are shorter are read along sooner than left out.</summary>
    private const int ShortGap = 8 << 10;
    private const int LongestSpan = 16 << 20;

    private readonly Lazy<ChunkTable> _table = new(() => ChunkTable.Read(source, grid, layout.Indexing, !filters.IsEmpty));
    private readonly ChunkCache _cache = new();

    public override string Layout =>
        $"chunks of [{string.Join(", ", grid.ChunkShape)}]{(filters.IsEmpty ? "" : $", {filters}")}";

    /// <summary>Rows that are unpacked together; null when there are no filters.</summary>
    public long? RowsInPackedChunk => filters.IsEmpty ? null : grid.ChunkShape[0];

    public override void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination)
    {
        var rank = count.Length;
        var (first, chunks) = (new long[rank], new long[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            first[axis] = start[axis] / grid.ChunkShape[axis];
            chunks[axis] = ((start[axis] + count[axis] - 1) / grid.ChunkShape[axis]) - first[axis] + 1;
        }

        var total = Dataspace.Product(chunks);
        if (total > 1 && total > _table.Value.Numbers.Count)
        {
            // Most were never written, however many the shape claims.
            Fill(destination);
            foreach (var number in _table.Value.Numbers)
            {
                var coordinates = ChunkGrid.Coordinates(number, grid.Counts);
                if (IsIn(coordinates, first, chunks))
                    ReadPart(coordinates, start, count, destination);
            }

            return;
        }

        if (filters.IsEmpty || total == 1)
        {
            for (long i = 0; i < total; i++)
                ReadPart(Coordinates(i, first, chunks), start, count, destination);
            return;
        }

        var (blockStart, blockShape) = (start.ToArray(), count.ToArray());
        ParallelSpan.For(0, total, destination, (i, block) => ReadPart(Coordinates(i, first, chunks), blockStart, blockShape, block));
    }

    private static bool IsIn(long[] coordinates, long[] first, long[] counts)
    {
        for (var axis = 0; axis < coordinates.Length; axis++)
        {
            if ((ulong)(coordinates[axis] - first[axis]) >= (ulong)counts[axis])
                return false;
        }

        return true;
    }

    private static long[] Coordinates(long index, long[] first, long[] counts)
    {
        var coordinates = ChunkGrid.Coordinates(index, counts);
        for (var axis = 0; axis < first.Length; axis++)
            coordinates[axis] += first[axis];
        return coordinates;
    }

    /// <summary>Copies what one chunk has of the wanted block.</summary>
    private void ReadPart(long[] coordinates, ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<byte> destination)
    {
        var rank = coordinates.Length;
        var (inChunk, inBlock, part) = (new long[rank], new long[rank], new long[rank]);
        var sticksOut = false;
        for (var axis = 0; axis < rank; axis++)
        {
            var chunkStart = coordinates[axis] * grid.ChunkShape[axis];
            var (from, to) = (Math.Max(chunkStart, start[axis]), Math.Min(chunkStart + grid.ChunkShape[axis], start[axis] + count[axis]));
            (inChunk[axis], inBlock[axis], part[axis]) = (from - chunkStart, from - start[axis], to - from);
            sticksOut |= chunkStart + grid.ChunkShape[axis] > Shape[axis];
        }

        var number = grid.Number(coordinates)!.Value;
        var runs = new Runs(grid.ChunkShape, inChunk, count, inBlock, part);
        var length = (int)(runs.Length * ElementSize);
        if (_table.Value.Find(number) is not { } place)
        {
            while (runs.Next())
                Fill(destination.Slice((int)(runs.OffsetB * ElementSize), length));
            return;
        }

        if (!filters.IsEmpty && !(sticksOut && layout.HasRawEdges))
            ReadPacked(number, place, runs, length, destination);
        else if (place.Length != grid.ChunkLength)
            throw Hdf5Exception.Damaged($"a chunk has {place.Length:N0} bytes instead of {grid.ChunkLength:N0}");
        else
            ReadPlain(place, runs, Dataspace.Product(part) * ElementSize, length, destination);
    }

    private void ReadPacked(long number, ChunkPlace place, Runs runs, int length, Span<byte> destination)
    {
        lock (_cache.Lock)
        {
            if (_cache.Find(number) is { } kept)
            {
                Copy(kept, 0, runs, length, destination);
                return;
            }
        }

        filters.CheckLength(place.Length, place.FilterMask, grid.ChunkLength);
        if (length == grid.ChunkLength)
        {
            // Wanted whole and in one piece: nobody will ask for it again soon.
            Unpack(place, destination.Slice((int)(runs.OffsetB * ElementSize), length));
            return;
        }

        var chunk = ArrayPool<byte>.Shared.Rent(grid.ChunkLength);
        try
        {
            Unpack(place, chunk.AsSpan(0, grid.ChunkLength));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(chunk);
            throw;
        }

        Copy(chunk, 0, runs, length, destination);
        lock (_cache.Lock)
            _cache.Add(number, chunk);
    }

    private void Unpack(ChunkPlace place, Span<byte> destination)
    {
        source.CheckRange(place.Address, place.Length);
        var stored = ArrayPool<byte>.Shared.Rent((int)place.Length);
        try
        {
            source.Read(place.Address, stored.AsSpan(0, (int)place.Length));
            filters.Decode(new ArraySegment<byte>(stored, 0, (int)place.Length), place.FilterMask, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private void ReadPlain(ChunkPlace place, Runs runs, long wanted, int length, Span<byte> destination)
    {
        var (from, spanLength) = (runs.OffsetA * ElementSize, runs.SpanA * ElementSize);
        var isOneRun = spanLength == length;
        if (isOneRun || spanLength > LongestSpan || spanLength - wanted > wanted / length * ShortGap)
        {
            while (runs.Next())
                source.Read(place.Address + (runs.OffsetA * ElementSize), destination.Slice((int)(runs.OffsetB * ElementSize), length));
            return;
        }

        var span = ArrayPool<byte>.Shared.Rent((int)spanLength);
        try
        {
            source.Read(place.Address + from, span.AsSpan(0, (int)spanLength));
            Copy(span, from, runs, length, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(span);
        }
    }

    /// <param name="bytes">Those of the chunk from <paramref name="from"/> on.</param>
    /// <param name="from">Offset in the chunk.</param>
    /// <param name="runs">What is wanted.</param>
    /// <param name="length">Bytes in each run.</param>
    /// <param name="destination">The whole block.</param>
    private void Copy(byte[] bytes, long from, Runs runs, int length, Span<byte> destination)
    {
        while (runs.Next())
            bytes.AsSpan((int)((runs.OffsetA * ElementSize) - from), length).CopyTo(destination[(int)(runs.OffsetB * ElementSize)..]);
    }
}
