using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;

namespace Graft;

/// <summary>
/// The rows of a fit as its solver sees them: scaled row by row, and less their mean (and divided by their deviation) when
/// <see cref="Center"/> was called. In memory in blocks, or read block by block in each pass; either way the blocks, and so
/// every rounding, are the same.
/// </summary>
internal sealed class DesignMatrix
{
    private readonly IFeatureRows _rows;
    private readonly RowScaler _scaler;
    private readonly FeatureBlock[]? _inMemory;
    private readonly int _rowsPerBlock;
    private readonly int[] _allRows;
    private FeatureStatistics? _statistics;
    private bool _isMeasured;
    private bool _isStandardized;
    private double[]? _lengths;
    private double[]? _mean;
    private double? _meanSquare;
    private bool _isChecked;

    /// <param name="rows">Where they come from.</param>
    /// <param name="scaling">What is done with each; standardising is <see cref="Center"/>'s.</param>
    /// <param name="inMemory">Whether they are read once and kept.</param>
    /// <exception cref="TrainingDataException">A feature is not finite.</exception>
    public DesignMatrix(IFeatureRows rows, FeatureScaling scaling, bool inMemory)
    {
        (_rows, _scaler) = (rows, RowScaler.ByRow(scaling == FeatureScaling.Standardize ? FeatureScaling.None : scaling));
        _rowsPerBlock = FeatureRows.RowsPerBlock(rows.FeatureCount);
        _allRows = [.. Enumerable.Range(0, rows.RowCount)];
        if (inMemory)
            _inMemory = [.. Read().Select(Keep)];
    }

    public bool IsInMemory => _inMemory is not null;

    /// <summary>Whether the rows are in memory already, as they are wanted: then they are not copied.</summary>
    private bool IsSourceEnough => _rows is FeatureSet && _scaler.Scaling == FeatureScaling.None;

    public int RowCount => _rows.RowCount;

    public int ColumnCount => _rows.FeatureCount;

    /// <summary>The rows are from now on seen without their mean.</summary>
    /// <param name="standardize">Whether they are also divided by their standard deviation.</param>
    public void Center(bool standardize)
    {
        _statistics = new FeatureStatistics(new float[ColumnCount], new float[ColumnCount]);
        (_isMeasured, _isStandardized, _mean, _meanSquare) = (false, standardize, null, null);
    }

    /// <summary>The rows are from now on seen as they are.</summary>
    public void LeaveAsItIs() => (_statistics, _mean, _meanSquare) = (null, null, null);

    /// <summary>The rows are from now on seen standardised by the mean and deviation of some of them.</summary>
    public void Standardize(ImmutableArray<int> measured, ParallelOptions parallel)
    {
        _statistics = IsInMemory
            ? FeatureStatistics.Of(() => measured.Select(RowBlock), measured.Length, ColumnCount, withScale: true, parallel)
            : FeatureStatistics.Of(_rows.Select(measured), withScale: true, parallel);
        _isMeasured = true;
        (_isStandardized, _mean, _meanSquare) = (true, null, null);
    }

    /// <summary>What was taken from each row, in their own units; empty where rows have mean 0 by their scaling, or are not centred.</summary>
    public double[] Mean => _mean ??= _statistics is null || _isStandardized ? [] : Array.ConvertAll(_statistics.Center, value => (double)value);

    /// <summary>Squared length of <see cref="Mean"/>.</summary>
    public double MeanSquare => _meanSquare ??= VectorMath.Dot(Mean, Mean);

    /// <summary>Inner products of each row, less the mean, with the mean.</summary>
    public double[] ProductsWithMean(ParallelOptions parallel)
    {
        var products = new double[RowCount];
        foreach (var block in Blocks())
        {
            Parallel.For(0, block.RowCount, parallel, r =>
            {
                var row = ArrayPool<float>.Shared.Rent(ColumnCount);
                Standardize(block.Values.Span.Slice(r * ColumnCount, ColumnCount), 0, row.AsSpan(0, ColumnCount));
                products[block.FirstRow + r] = VectorMath.Dot(Mean, row.AsSpan(0, ColumnCount));
                ArrayPool<float>.Shared.Return(row);
            });
        }

        return products;
    }

    /// <summary>Measures what <see cref="Center"/> needs, in passes over the rows; <see cref="ReadColumns"/> measures by itself.</summary>
    public void Measure(ParallelOptions parallel)
    {
        if (_statistics is not null && !_isMeasured)
            (_statistics, _mean, _meanSquare) = (FeatureStatistics.Of(Blocks, RowCount, ColumnCount, _isStandardized, parallel), null, null);
        _isMeasured = true;
    }

    /// <summary>All rows in order, not centred: <see cref="CopyTile"/> does that. A block is valid until the next one.</summary>
    public IEnumerable<FeatureBlock> Blocks() => _inMemory ?? Read();

    /// <summary>Writes a part of a block, centred, followed by zeros up to a multiple of <see cref="MatrixKernels.ColumnTile"/> columns.</summary>
    /// <param name="block">The values of the block.</param>
    /// <param name="firstRow">First row in the block.</param>
    /// <param name="rowCount">How many rows.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="columnCount">How many columns.</param>
    /// <param name="tile">Shape (rowCount, stride), row-major.</param>
    /// <param name="stride">At least the padded number of columns.</param>
    public void CopyTile(ReadOnlySpan<float> block, int firstRow, int rowCount, int firstColumn, int columnCount, Span<float> tile, int stride)
    {
        for (var r = 0; r < rowCount; r++)
        {
            var source = block.Slice((firstRow + r) * ColumnCount + firstColumn, columnCount);
            var target = tile.Slice(r * stride, MatrixKernels.Padded(columnCount));
            Standardize(source, firstColumn, target[..columnCount]);
            target[columnCount..].Clear();
        }
    }

    /// <summary>A row that is in memory, not centred.</summary>
    public ReadOnlySpan<float> Row(int row) => RowBlock(row).Values.Span;

    /// <summary>Reads columns of all rows, scaled, and measures them if they are to be centred; they are not centred yet.</summary>
    public void ReadColumns(int firstColumn, int columnCount, float[] values, ParallelOptions parallel)
    {
        var destination = values.AsSpan(0, RowCount * columnCount);
        _rows.ReadColumns(_allRows, firstColumn, columnCount, destination);
        if (_scaler.Scaling != FeatureScaling.None)
        {
            _lengths ??= Lengths();
            for (var row = 0; row < RowCount; row++)
                _scaler.Apply(destination.Slice(row * columnCount, columnCount), _lengths[row]);
        }

        if (!_isChecked)
        {
            for (var row = 0; row < RowCount; row++)
                TrainingChecks.RequireFinite(_rows, row, destination.Slice(row * columnCount, columnCount), firstColumn);
        }

        if (_statistics is not null && !_isMeasured)
            MeasureColumns(firstColumn, columnCount, values.AsMemory(0, destination.Length), parallel);
    }

    /// <summary>Centres a part of a row, if so asked.</summary>
    public void Standardize(ReadOnlySpan<float> source, int firstColumn, Span<float> target)
    {
        if (_statistics is null)
            source.CopyTo(target);
        else
            Subtract(source, _statistics.Center.AsSpan(firstColumn, source.Length), _statistics.InverseScale.AsSpan(firstColumn, source.Length), target);
    }

    /// <summary>Turns a weight vector and intercept for these features into one for the features as they were given.</summary>
    /// <param name="weights">ColumnCount weights; overwritten.</param>
    /// <param name="intercept">Intercept that belongs to them.</param>
    /// <returns>The intercept for features that are not centred.</returns>
    public double MapBack(Span<double> weights, double intercept)
    {
        if (_statistics is null)
            return intercept;
        for (var j = 0; j < weights.Length; j++)
        {
            weights[j] *= _statistics.InverseScale[j];
            intercept -= weights[j] * _statistics.Center[j];
        }

        return intercept;
    }

    private static void Subtract(ReadOnlySpan<float> source, ReadOnlySpan<float> center, ReadOnlySpan<float> inverseScale, Span<float> target)
    {
        var wide = source.Length - source.Length % Vector<float>.Count;
        for (var j = 0; j < wide; j += Vector<float>.Count)
        {
            var value = new Vector<float>(source[j..]) - new Vector<float>(center[j..]);
            (value * new Vector<float>(inverseScale[j..])).CopyTo(target[j..]);
        }

        for (var j = wide; j < source.Length; j++)
            target[j] = (source[j] - center[j]) * inverseScale[j];
    }

    private FeatureBlock RowBlock(int row) =>
        new(row, 1, _inMemory![row / _rowsPerBlock].Values.Slice(row % _rowsPerBlock * ColumnCount, ColumnCount));

    private void MeasureColumns(int firstColumn, int columnCount, ReadOnlyMemory<float> values, ParallelOptions parallel)
    {
        var all = new FeatureBlock(0, RowCount, values);
        var measured = FeatureStatistics.Of(() => [all], RowCount, columnCount, _isStandardized, parallel);
        measured.Center.CopyTo(_statistics!.Center, firstColumn);
        measured.InverseScale.CopyTo(_statistics.InverseScale, firstColumn);
        _isMeasured = firstColumn + columnCount == ColumnCount;
    }

    /// <summary>Euclidean lengths of all rows as the scaler sees them, in one pass.</summary>
    private double[] Lengths()
    {
        var lengths = new double[RowCount];
        foreach (var block in _rows.Blocks(Check))
        {
            for (var r = 0; r < block.RowCount; r++)
                lengths[block.FirstRow + r] = _scaler.LengthOf(block.Values.Span.Slice(r * ColumnCount, ColumnCount));
        }

        _isChecked = true;
        return lengths;
    }

    private IEnumerable<FeatureBlock> Read()
    {
        foreach (var block in !IsSourceEnough ? _rows.Blocks(Prepare) : _isChecked ? _rows.Blocks() : TrainingChecks.FiniteBlocks(_rows))
            yield return block;
        _isChecked = true;
    }

    private void Prepare(int firstRow, Span<float> values)
    {
        Check(firstRow, values);
        _scaler.Apply(values, ColumnCount);
    }

    /// <summary>The first pass sees to it that every value is a number.</summary>
    private void Check(int firstRow, Span<float> values)
    {
        if (!_isChecked)
            TrainingChecks.RequireFinite(_rows, firstRow, values);
    }

    private FeatureBlock Keep(FeatureBlock block) => IsSourceEnough ? block : block with { Values = block.Values.ToArray() };
}
