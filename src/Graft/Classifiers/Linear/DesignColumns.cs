namespace Graft;

/// <summary>
/// A range of columns of all rows of a <see cref="DesignMatrix"/>, as it is wanted for the products of all pairs of rows:
/// transposed, in panels of so many rows.
/// </summary>
/// <remarks>
/// Rows that are not in memory are read column range by column range, so that one pass over the file is enough whatever its
/// length: a range is small, and has every row. What scaling and centring need of whole rows is known before, what they need
/// of whole columns is measured here.
/// </remarks>
internal sealed class DesignColumns
{
    /// <summary>Rows in a panel: three of the widest registers.</summary>
    public const int PanelRows = 48;

    // So many columns are transposed at a time that both sides stay in the first-level cache.
    private const int TransposedColumns = 16;

    private readonly DesignMatrix _matrix;
    private readonly float[] _values;
    private int _firstColumn;
    private int _columnCount;

    public DesignColumns(DesignMatrix matrix, int columnsAtATime)
    {
        _matrix = matrix;
        ColumnsAtATime = Math.Min(columnsAtATime, matrix.ColumnCount);
        _values = matrix.IsInMemory ? [] : GC.AllocateUninitializedArray<float>(checked(matrix.RowCount * ColumnsAtATime));
        PanelCount = (matrix.RowCount + PanelRows - 1) / PanelRows;
        Panels = new AlignedFloats(checked(PanelCount * PanelRows * ColumnsAtATime));
    }

    public int ColumnsAtATime { get; }

    public int PanelCount { get; }

    /// <summary>Distance between panels, in elements.</summary>
    public int PanelStride => PanelRows * ColumnsAtATime;

    /// <summary>Shape (PanelCount, ColumnsAtATime, PanelRows), row-major; rows that there are not are zeros.</summary>
    public AlignedFloats Panels { get; }

    /// <summary>Bytes that it takes, with what reading other types than float32 takes for a moment.</summary>
    public static long Memory(long rows, int columnsAtATime, bool isInMemory) => sizeof(float) * (rows + PanelRows) * columnsAtATime * (isInMemory ? 1 : 3);

    /// <summary>Reads and transposes a range of columns.</summary>
    public void Load(int firstColumn, int columnCount, ParallelOptions parallel)
    {
        (_firstColumn, _columnCount) = (firstColumn, columnCount);
        if (!_matrix.IsInMemory)
            _matrix.ReadColumns(firstColumn, columnCount, _values, parallel);
        Parallel.For(0, PanelCount, parallel, LoadPanel);
    }

    private void LoadPanel(int panel)
    {
        var target = Panels.Span.Slice(panel * PanelStride, PanelStride);
        Span<float> row = stackalloc float[TransposedColumns];
        for (var column = 0; column < _columnCount; column += TransposedColumns)
        {
            var count = Math.Min(TransposedColumns, _columnCount - column);
            for (var r = 0; r < PanelRows; r++)
            {
                var place = panel * PanelRows + r;
                if (place < _matrix.RowCount)
                    Copy(place, column, row[..count]);
                else
                    row.Clear();
                for (var k = 0; k < count; k++)
                    target[(column + k) * PanelRows + r] = row[k];
            }
        }
    }

    private void Copy(int row, int column, Span<float> target)
    {
        var source = _matrix.IsInMemory
            ? _matrix.Row(row).Slice(_firstColumn + column, target.Length)
            : _values.AsSpan(row * _columnCount + column, target.Length);
        _matrix.Standardize(source, _firstColumn + column, target);
    }
}
