namespace Graft;

public sealed partial class FeatureFile
{
    /// <summary>Large enough that a read pays off, small enough that the values stay in the processor's cache.</summary>
    private const int DefaultBlockLength = 1 << 20;

    /// <summary>Chunks that are larger are rather read in parts.</summary>
    private const int LargestBlockLength = 32 << 20;

    /// <summary>All rows in order, the next block being read while one is used.</summary>
    /// <param name="rowsPerBlock">At least 1, or 0 for about 1 MB, or as many whole chunks as are unpacked at once.</param>
    /// <exception cref="FeatureFileException">The file is damaged; thrown while the blocks are gone through.</exception>
    public IEnumerable<FeatureBlock> Blocks(int rowsPerBlock = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowsPerBlock);
        var rows = rowsPerBlock > 0 ? rowsPerBlock : DefaultRowsPerBlock();
        rows = Math.Min(rows, Math.Max(1, RowCount));
        var length = checked(rows * FeatureCount);
        return Prefetch.Run(
                (int)(((long)RowCount + rows - 1) / rows),
                sizeof(float) * (long)length,
                () => GC.AllocateUninitializedArray<float>(length),
                (block, values) => ReadRows(block * rows, Count(block), values.AsSpan(0, Count(block) * FeatureCount)))
            .Select(piece => new FeatureBlock(piece.Piece * rows, Count(piece.Piece), piece.Buffer.AsMemory(0, Count(piece.Piece) * FeatureCount)));

        int Count(int block) => Math.Min(rows, RowCount - (block * rows));
    }

    private int DefaultRowsPerBlock()
    {
        var rowLength = sizeof(float) * (long)FeatureCount;
        var rows = Math.Max(1, DefaultBlockLength / rowLength);
        if (_dataset.RowsInPackedChunk is not { } rowsInChunk || rowsInChunk * rowLength > LargestBlockLength)
            return (int)rows;
        var chunks = Math.Max(rows / rowsInChunk, Math.Min(Environment.ProcessorCount, LargestBlockLength / rowsInChunk / rowLength));
        return (int)(chunks * rowsInChunk);
    }

    /// <summary>All rows, each once, in an order that the seed decides, the next batch being read while one is used.</summary>
    /// <param name="batchSize">Rows in a batch, at least 1; the last may be smaller.</param>
    /// <param name="seed">Give another for each epoch.</param>
    /// <exception cref="FeatureFileException">The file is damaged; thrown while the batches are gone through.</exception>
    public IEnumerable<ShuffledBatch> ShuffledBatches(int batchSize, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var order = Enumerable.Range(0, RowCount).ToArray();
        new Random(seed).Shuffle(order);
        var size = Math.Min(batchSize, Math.Max(1, RowCount));
        var length = checked(size * FeatureCount);
        return Prefetch.Run(
                (int)(((long)RowCount + size - 1) / size),
                sizeof(float) * (long)length,
                () => GC.AllocateUninitializedArray<float>(length),
                (batch, values) => ReadRows(Rows(batch).Span, values.AsSpan(0, Rows(batch).Length * FeatureCount)))
            .Select(piece => new ShuffledBatch(Rows(piece.Piece), piece.Buffer.AsMemory(0, Rows(piece.Piece).Length * FeatureCount)));

        ReadOnlyMemory<int> Rows(int batch) => order.AsMemory(batch * size, Math.Min(size, order.Length - (batch * size)));
    }
}
