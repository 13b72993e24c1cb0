using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// Feature rows turned into columns, since a split looks at one feature of many rows. Outside the managed heap, whose
/// arrays end at 2^31 values.
/// </summary>
internal sealed unsafe class FeatureColumns : IDisposable
{
    /// <summary>Rows up to which <see cref="Order"/> works: their numbers have two bytes.</summary>
    public const int MaxOrderedRows = 1 << 16;

    // Columns that one thread turns at a time; one cache line of a row.
    private const int ColumnsPerPiece = 16;

    private float* _values;
    private ushort* _order;
    private nint[] _starts = [];

    private FeatureColumns(int rowCount, int featureCount)
    {
        (RowCount, FeatureCount) = (rowCount, featureCount);
        _values = (float*)NativeMemory.Alloc((nuint)rowCount * (nuint)featureCount, sizeof(float));
    }

    ~FeatureColumns() => Release();

    public int RowCount { get; }

    public int FeatureCount { get; }

    /// <summary>What <see cref="Order"/> takes at most.</summary>
    public long OrderBytes => sizeof(ushort) * (long)RowCount * FeatureCount;

    /// <summary>Whether <see cref="Nonzero"/> is known.</summary>
    public bool HasOrder => _order != null;

    /// <summary>Reads all rows, a block at a time.</summary>
    /// <exception cref="TrainingDataException">A feature is not finite.</exception>
    public static FeatureColumns Read(IFeatureRows rows, RowScaler scaler, ParallelOptions parallel)
    {
        var columns = new FeatureColumns(rows.RowCount, rows.FeatureCount);
        try
        {
            float[] scaled = scaler.Scaling == FeatureScaling.None ? [] : new float[FeatureRows.RowsPerBlock(rows.FeatureCount) * rows.FeatureCount];
            foreach (var block in TrainingChecks.FiniteBlocks(rows))
            {
                var values = block.Values;
                if (scaled.Length > 0)
                {
                    values.Span.CopyTo(scaled);
                    scaler.Apply(scaled.AsSpan(0, values.Length), rows.FeatureCount);
                    values = scaled.AsMemory(0, values.Length);
                }

                columns.Add(block.FirstRow, block.RowCount, values, parallel);
            }

            return columns;
        }
        catch
        {
            columns.Dispose();
            throw;
        }
    }

    /// <summary>The values of a feature in all rows. Valid as long as this object is.</summary>
    public float* Column(int feature) => _values + (nint)feature * RowCount;

    /// <summary>The rows in which a feature is not 0, in ascending order of its value and then of rows; none before <see cref="Order"/>.</summary>
    public ReadOnlySpan<ushort> Nonzero(int feature) =>
        HasOrder ? new(_order + _starts[feature], (int)(_starts[feature + 1] - _starts[feature])) : default;

    /// <summary>Orders every column once for all nodes of all trees. Takes at most 2 bytes a value.</summary>
    public void Order(ParallelOptions parallel)
    {
        _starts = new nint[FeatureCount + 1];
        Parallel.For(0, FeatureCount, parallel, feature =>
        {
            var column = new ReadOnlySpan<float>(Column(feature), RowCount);
            _starts[feature + 1] = RowCount - column.Count(0);
        });
        for (var feature = 0; feature < FeatureCount; feature++)
            _starts[feature + 1] += _starts[feature];
        _order = (ushort*)NativeMemory.Alloc((nuint)_starts[^1] + 1, sizeof(ushort));
        Parallel.For(0, FeatureCount, parallel, () => new ulong[2 * RowCount], (feature, _, keys) =>
        {
            var column = Column(feature);
            var count = 0;
            for (var row = 0; row < RowCount; row++)
            {
                if (column[row] != 0)
                    keys[count++] = ((ulong)OrderedFloat.Of(column[row]) << 32) | (uint)row;
            }

            KeySort.Sort(keys.AsSpan(0, count), keys.AsSpan(RowCount));
            for (var i = 0; i < count; i++)
                _order[_starts[feature] + i] = (ushort)keys[i];
            return keys;
        }, _ => { });
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Add(int firstRow, int count, ReadOnlyMemory<float> values, ParallelOptions parallel) =>
        Parallel.For(0, (FeatureCount + ColumnsPerPiece - 1) / ColumnsPerPiece, parallel, piece =>
        {
            var first = piece * ColumnsPerPiece;
            var width = Math.Min(ColumnsPerPiece, FeatureCount - first);
            var target = Column(first) + firstRow;
            for (var row = 0; row < count; row++)
            {
                var source = values.Span.Slice(row * FeatureCount + first, width);
                for (var column = 0; column < source.Length; column++)
                    target[(nint)column * RowCount + row] = source[column];
            }
        });

    private void Release()
    {
        NativeMemory.Free(_values);
        NativeMemory.Free(_order);
        _values = null;
        _order = null;
    }
}
