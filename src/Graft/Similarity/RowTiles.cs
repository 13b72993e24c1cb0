namespace Graft;

/// <summary>
/// Rows that stay in memory while others pass by, as the product kernel wants its second operand: transposed, in panels
/// that stay in the first-level cache a few columns at a time.
/// </summary>
internal sealed unsafe class RowTiles
{
    /// <summary>Rows of a tile, which one thread compares with a block of others: four panels.</summary>
    public const int TileRows = 4 * PanelRows;

    private const int PanelRows = DesignColumns.PanelRows;

    // Terms that are summed in float32.
    private const int DepthTile = 128;

    // So many columns are transposed at a time that both sides stay in the first-level cache.
    private const int TransposedColumns = 16;

    private readonly int _featureCount;
    private readonly AlignedFloats[] _tiles;

    /// <param name="featureCount">Values per row.</param>
    /// <param name="rowCount">Most rows that are held.</param>
    public RowTiles(int featureCount, int rowCount)
    {
        _featureCount = featureCount;
        _tiles = [.. Enumerable.Range(0, (rowCount + TileRows - 1) / TileRows).Select(_ => new AlignedFloats(checked(TileRows * featureCount)))];
    }

    /// <summary>Bytes of a tile.</summary>
    public static long TileBytes(long featureCount) => sizeof(float) * TileRows * featureCount;

    /// <summary>Puts rows in.</summary>
    /// <param name="first">Place of the first.</param>
    /// <param name="values">Whole rows, row-major.</param>
    public void Set(int first, ReadOnlySpan<float> values)
    {
        var count = values.Length / _featureCount;
        for (var column = 0; column < _featureCount; column += TransposedColumns)
        {
            var width = Math.Min(TransposedColumns, _featureCount - column);
            for (var r = 0; r < count; r++)
            {
                var source = values.Slice(r * _featureCount + column, width);
                var target = Panel(first + r)[(column * PanelRows + (first + r) % PanelRows)..];
                for (var k = 0; k < width; k++)
                    target[k * PanelRows] = source[k];
            }
        }
    }

    /// <summary>Copies a row out.</summary>
    public void CopyRow(int place, Span<float> target)
    {
        var source = Panel(place)[(place % PanelRows)..];
        for (var k = 0; k < target.Length; k++)
            target[k] = source[k * PanelRows];
    }

    /// <summary>Inner products of some rows with those of a tile; float32 within 128 columns, then double.</summary>
    /// <param name="tile">Which tile.</param>
    /// <param name="others">Whole rows, row-major.</param>
    /// <param name="products">Shape (others, <see cref="TileRows"/>), row-major; overwritten.</param>
    public void Multiply(int tile, ReadOnlySpan<float> others, Span<double> products)
    {
        var count = others.Length / _featureCount;
        products = products[..(count * TileRows)];
        products.Clear();
        var panels = _tiles[tile].Pointer;
        fixed (float* a = others)
        fixed (double* c = products)
        {
            for (var depth = 0; depth < _featureCount; depth += DepthTile)
            {
                for (var panel = 0; panel < TileRows / PanelRows; panel++)
                {
                    MatrixKernels.AddProduct(
                        a + depth, _featureCount, 1, count,
                        panels + ((nint)panel * _featureCount + depth) * PanelRows, PanelRows, Math.Min(DepthTile, _featureCount - depth), PanelRows,
                        c + panel * PanelRows, TileRows);
                }
            }
        }

        GC.KeepAlive(_tiles);
    }

    private Span<float> Panel(int place) =>
        _tiles[place / TileRows].Span.Slice(place % TileRows / PanelRows * PanelRows * _featureCount, PanelRows * _featureCount);
}
