namespace Graft;

/// <summary>Goes through blocks of rows with several threads, each of which takes a few rows at a time.</summary>
internal static class RowPieces
{
    private const int RowsPerPiece = 16;

    /// <param name="firstRow">Number of the first row.</param>
    /// <param name="rowCount">How many rows.</param>
    /// <param name="values">Their features, row-major.</param>
    public delegate void Piece(int firstRow, int rowCount, ReadOnlySpan<float> values);

    /// <summary>Calls <paramref name="piece"/> for all rows of all blocks, by many threads at once.</summary>
    /// <param name="blocks">The rows.</param>
    /// <param name="width">Values per row.</param>
    /// <param name="parallel">Number of threads, and the token that cancels, looked at before each block.</param>
    /// <param name="piece">What is done.</param>
    public static void For(IEnumerable<FeatureBlock> blocks, int width, ParallelOptions parallel, Piece piece)
    {
        foreach (var block in blocks)
        {
            Parallel.For(0, (block.RowCount + RowsPerPiece - 1) / RowsPerPiece, parallel, number =>
            {
                var first = number * RowsPerPiece;
                var count = Math.Min(RowsPerPiece, block.RowCount - first);
                piece(block.FirstRow + first, count, block.Values.Span.Slice(first * width, count * width));
            });
        }
    }
}
