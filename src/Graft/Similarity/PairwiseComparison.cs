using System.Buffers;
using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Measures all pairs of rows: as many rows as fit the memory stay, all that come before them pass by in blocks, and so on
/// with the next ones. Blocks and sums are such that neither memory nor threads change a bit.
/// </summary>
internal sealed class PairwiseComparison(IFeatureRows rows, NeighborMetric metric, ImmutableArray<NeighborLists> lists, ParallelOptions parallel)
{
    // Rows that pass a tile at a time: their products stay in the second-level cache.
    private const int PieceRows = 256;

    // Distances that are smaller than this, beside the lengths of the rows, have lost digits in a float32 product.
    private const double SmallShare = 0.01;

    // A float32 sum of 128 products is wrong by at most this, relative to the product of the lengths; and twice as much in the distance.
    private const double RelativeError = 2e-5;

    // Squared lengths whose float32 products neither overflow nor vanish.
    private const double LeastSquare = 1e-30;
    private const double MostSquare = 1e36;

    private readonly double[] _squares = new double[rows.RowCount];
    private readonly double[] _inverseLengths = new double[rows.RowCount];

    /// <summary>How many rows may stay, a multiple of <see cref="RowTiles.TileRows"/>.</summary>
    /// <exception cref="TrainingDataException">Not even one tile fits beside the lists.</exception>
    public static int ResidentRows(IFeatureRows rows, int neighborCount, long memoryLimit)
    {
        var (n, d) = ((long)rows.RowCount, (long)rows.FeatureCount);
        // Blocks are read ahead, and converted where the file has another type.
        var blocks = 4L * sizeof(float) * FeatureRows.RowsPerBlock(rows.FeatureCount) * d;
        var lists = n * (neighborCount * NeighborLists.BytesPerNeighbor + (2 * sizeof(double)));
        var threads = Environment.ProcessorCount * (PieceRows * RowTiles.TileRows * sizeof(double) + (sizeof(float) * d));
        var tile = RowTiles.TileBytes(d);
        if (n * neighborCount > Array.MaxLength)
        {
            throw new TrainingDataException(
                $"The {neighborCount:N0} nearest of each of {n:N0} rows are more than {Array.MaxLength:N0} in all. Choose fewer rows or fewer neighbours.");
        }

        MemoryBudget.Require(lists + blocks + threads + tile, memoryLimit, $"Comparing all pairs of {n:N0} rows x {d:N0} features", "choose fewer rows, or a layer with fewer features");
        var tiles = Math.Min((MemoryBudget.ForData(memoryLimit) - lists - blocks - threads) / tile, (n + RowTiles.TileRows - 1) / RowTiles.TileRows);
        return checked((int)tiles * RowTiles.TileRows);
    }

    /// <summary>Fills the lists.</summary>
    /// <param name="residentRows">Rows that stay at a time.</param>
    /// <param name="progress">Told which share of the pairs is done; null for nothing.</param>
    public void Run(int residentRows, Action<double>? progress)
    {
        Measure();
        var tiles = new RowTiles(rows.FeatureCount, Math.Min(residentRows, rows.RowCount));
        var pairs = 0.5 * rows.RowCount * rows.RowCount;
        var done = 0.0;
        for (var first = 0; first < rows.RowCount; first += residentRows)
        {
            var end = Math.Min(rows.RowCount, first + residentRows);
            Load(tiles, first, end);
            foreach (var block in rows.Blocks().TakeWhile(block => block.FirstRow < end))
            {
                Pass(tiles, first, end, block);
                var (from, to) = (Math.Max(first, block.FirstRow), block.FirstRow + block.RowCount);
                done += (double)block.RowCount * Math.Max(0, end - Math.Max(to, from)) + (to > first ? 0.5 * block.RowCount * block.RowCount : 0);
                progress?.Invoke(Math.Min(1, done / pairs));
            }
        }

    }

    private void Measure()
    {
        foreach (var block in TrainingChecks.FiniteBlocks(rows))
        {
            Parallel.For(0, block.RowCount, parallel, r =>
            {
                var square = DoubleSums.Squares(Row(block, r));
                (_squares[block.FirstRow + r], _inverseLengths[block.FirstRow + r]) = (square, square > 0 ? 1 / Math.Sqrt(square) : 0);
            });
        }
    }

    private void Load(RowTiles tiles, int first, int end)
    {
        foreach (var block in rows.Blocks().TakeWhile(block => block.FirstRow < end).Where(block => block.FirstRow + block.RowCount > first))
        {
            var (from, to) = (Math.Max(first, block.FirstRow), Math.Min(end, block.FirstRow + block.RowCount));
            Parallel.For(0, (to - from + DesignColumns.PanelRows - 1) / DesignColumns.PanelRows, parallel, piece =>
            {
                var row = from + piece * DesignColumns.PanelRows;
                var count = Math.Min(DesignColumns.PanelRows, to - row);
                tiles.Set(row - first, block.Values.Span.Slice((row - block.FirstRow) * rows.FeatureCount, count * rows.FeatureCount));
            });
        }
    }

    private void Pass(RowTiles tiles, int first, int end, FeatureBlock block)
    {
        // Tiles that lie before the block have met its rows, or will meet them when these stay.
        var firstTile = Math.Max(0, block.FirstRow - first) / RowTiles.TileRows;
        var lastTile = (end - first - 1) / RowTiles.TileRows;
        // The last tiles meet the most rows, and go first.
        Parallel.For(0, lastTile - firstTile + 1, parallel, turn => Pass(tiles, lastTile - turn, first, end, block));
    }

    private void Pass(RowTiles tiles, int tile, int first, int end, FeatureBlock block)
    {
        var top = first + tile * RowTiles.TileRows;
        var height = Math.Min(RowTiles.TileRows, end - top);
        var rented = ArrayPool<double>.Shared.Rent(PieceRows * RowTiles.TileRows);
        var row = ArrayPool<float>.Shared.Rent(rows.FeatureCount);
        var count = Math.Min(block.RowCount, top + height - block.FirstRow);
        for (var r = 0; r < count; r += PieceRows)
        {
            var piece = new FeatureBlock(block.FirstRow + r, Math.Min(PieceRows, count - r), block.Values.Slice(r * rows.FeatureCount, Math.Min(PieceRows, count - r) * rows.FeatureCount));
            tiles.Multiply(tile, piece.Values.Span, rented);
            ToOrders(tiles, top - first, top, height, piece, rented, row.AsSpan(0, rows.FeatureCount));
            for (var i = 0; i < height; i++)
                Offer(top + i, piece.FirstRow, rented.AsSpan(i), RowTiles.TileRows, Math.Min(piece.RowCount, top + i - piece.FirstRow));
            for (var j = 0; j < piece.RowCount; j++)
            {
                var from = Math.Max(0, piece.FirstRow + j + 1 - top);
                if (from < height)
                    Offer(piece.FirstRow + j, top + from, rented.AsSpan(j * RowTiles.TileRows + from), 1, height - from);
            }
        }

        ArrayPool<float>.Shared.Return(row);
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Turns products into numbers that order pairs by distance; those that float32 has no digits for are measured, if they can be among the nearest.</summary>
    private void ToOrders(RowTiles tiles, int place, int top, int height, FeatureBlock piece, Span<double> products, Span<float> buffer)
    {
        for (var i = 0; i < height; i++)
        {
            var row = top + i;
            var isCopied = false;
            var count = Math.Min(piece.RowCount, row - piece.FirstRow);
            for (var j = 0; j < count; j++)
            {
                var other = piece.FirstRow + j;
                ref var value = ref products[j * RowTiles.TileRows + i];
                var (order, scale) = Estimate(row, other, value);
                value = order;
                if (order >= SmallShare * scale && IsPlain(row) && IsPlain(other))
                    continue;
                if (IsPlain(row) && IsPlain(other) && order - (2 * RelativeError * scale) > Math.Max(Limit(row), Limit(other)))
                {
                    value = double.PositiveInfinity;
                    continue;
                }

                if (!isCopied)
                    tiles.CopyRow(place + i, buffer);
                isCopied = true;
                value = Exact(row, buffer, other, Row(piece, j));
            }
        }
    }

    /// <summary>Squared Euclidean distance and sum of the squared lengths; or cosine distance and 1.</summary>
    private (double Order, double Scale) Estimate(int row, int other, double product) => metric == NeighborMetric.Euclidean
        ? (_squares[row] + _squares[other] - (2 * product), _squares[row] + _squares[other])
        : (1 - (product * _inverseLengths[row] * _inverseLengths[other]), 1);

    private double Exact(int row, ReadOnlySpan<float> values, int other, ReadOnlySpan<float> otherValues)
    {
        if (metric == NeighborMetric.Euclidean)
            return DoubleSums.SquaredDifferences(values, otherValues);
        return NeighborSearch.CosineDistance(values, _inverseLengths[row], otherValues, _inverseLengths[other]);
    }

    private void Offer(int row, int firstOther, ReadOnlySpan<double> orders, int step, int count)
    {
        foreach (var list in lists)
            list.Offer(row, firstOther, orders, step, count);
    }

    private double Limit(int row)
    {
        var limit = 0.0;
        foreach (var list in lists)
            limit = Math.Max(limit, list.Limit(row));
        return limit;
    }

    private bool IsPlain(int row) => _squares[row] is 0 or (> LeastSquare and < MostSquare);

    private ReadOnlySpan<float> Row(FeatureBlock block, int row) => block.Values.Span.Slice(row * rows.FeatureCount, rows.FeatureCount);
}
