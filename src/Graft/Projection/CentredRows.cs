namespace Graft;

/// <summary>
/// Products with the matrix X of rows less their mean, of which only blocks are in memory. All sums are in double and in
/// the order of the rows or columns, so that neither blocks nor threads change a bit.
/// </summary>
internal sealed class CentredRows
{
    // So many columns of a few vectors stay in the first-level cache.
    private const int ColumnTile = 256;

    private readonly IFeatureRows _rows;
    private readonly ParallelOptions _parallel;
    private readonly double[] _mean;

    /// <summary>Goes through the rows twice, for the mean and for the squares.</summary>
    /// <exception cref="TrainingDataException">A feature is not finite.</exception>
    public CentredRows(IFeatureRows rows, ParallelOptions parallel)
    {
        (_rows, _parallel) = (rows, parallel);
        _mean = new double[rows.FeatureCount];
        var sums = new double[rows.FeatureCount];
        foreach (var block in TrainingChecks.FiniteBlocks(rows))
            ForTiles((first, count) => ForRows(block, first, count, row => Add(row, sums.AsSpan(first, count))));
        for (var j = 0; j < sums.Length; j++)
            _mean[j] = sums[j] / rows.RowCount;
        Array.Clear(sums);
        foreach (var block in rows.Blocks())
            ForTiles((first, count) => ForRows(block, first, count, row => AddSquares(row, _mean.AsSpan(first, count), sums.AsSpan(first, count))));
        CentredSquareSum = sums.Sum();
        SquareSum = CentredSquareSum + rows.RowCount * VectorMath.Dot(_mean, _mean);
    }

    /// <summary>D.</summary>
    public int ColumnCount => _mean.Length;

    /// <summary>Sum of the squares of all values of X.</summary>
    public double CentredSquareSum { get; }

    /// <summary>The same of the rows as they are.</summary>
    public double SquareSum { get; }

    /// <summary>X v for each of some vectors of ColumnCount values.</summary>
    public double[][] Multiply(double[][] vectors)
    {
        var products = New(vectors.Length, _rows.RowCount);
        foreach (var block in _rows.Blocks())
            AddProducts(block, vectors, products, block.FirstRow);
        return products;
    }

    /// <summary>X^T X v for each of some vectors, in one pass.</summary>
    public double[][] MultiplySquare(double[][] vectors)
    {
        var results = New(vectors.Length, ColumnCount);
        var products = New(vectors.Length, Math.Min(_rows.RowCount, FeatureRows.RowsPerBlock(ColumnCount)));
        foreach (var block in _rows.Blocks())
        {
            foreach (var product in products)
                Array.Clear(product);
            AddProducts(block, vectors, products, 0);
            ForTiles((first, count) =>
            {
                Span<double> centred = stackalloc double[ColumnTile];
                for (var r = 0; r < block.RowCount; r++)
                {
                    Centre(block, r, first, centred[..count]);
                    for (var k = 0; k < vectors.Length; k++)
                        VectorMath.AddScaled(results[k].AsSpan(first, count), products[k][r], centred[..count]);
                }
            });
        }

        return results;
    }

    private void AddProducts(FeatureBlock block, double[][] vectors, double[][] products, int firstPlace) =>
        RowPieces.For([block], ColumnCount, _parallel, (firstRow, rowCount, _) =>
        {
            Span<double> centred = stackalloc double[ColumnTile];
            var start = firstRow - block.FirstRow;
            for (var first = 0; first < ColumnCount; first += ColumnTile)
            {
                var count = Math.Min(ColumnTile, ColumnCount - first);
                for (var r = start; r < start + rowCount; r++)
                {
                    Centre(block, r, first, centred[..count]);
                    for (var k = 0; k < vectors.Length; k++)
                        products[k][firstPlace + r] += VectorMath.Dot(vectors[k].AsSpan(first, count), centred[..count]);
                }
            }
        });

    private void Centre(FeatureBlock block, int row, int firstColumn, Span<double> centred)
    {
        var values = block.Values.Span.Slice((row * ColumnCount) + firstColumn, centred.Length);
        var mean = _mean.AsSpan(firstColumn, centred.Length);
        for (var j = 0; j < centred.Length; j++)
            centred[j] = values[j] - mean[j];
    }

    private delegate void RowAction(ReadOnlySpan<float> row);

    private void ForRows(FeatureBlock block, int firstColumn, int count, RowAction action)
    {
        for (var r = 0; r < block.RowCount; r++)
            action(block.Values.Span.Slice((r * ColumnCount) + firstColumn, count));
    }

    /// <summary>Threads share out columns.</summary>
    private void ForTiles(Action<int, int> action) =>
        Parallel.For(0, (ColumnCount + ColumnTile - 1) / ColumnTile, _parallel, tile => action(tile * ColumnTile, Math.Min(ColumnTile, ColumnCount - (tile * ColumnTile))));

    private static void Add(ReadOnlySpan<float> row, Span<double> sums)
    {
        for (var j = 0; j < row.Length; j++)
            sums[j] += row[j];
    }

    private static void AddSquares(ReadOnlySpan<float> row, ReadOnlySpan<double> mean, Span<double> sums)
    {
        for (var j = 0; j < row.Length; j++)
            sums[j] += (row[j] - mean[j]) * (row[j] - mean[j]);
    }

    private static double[][] New(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new double[length])];
}
