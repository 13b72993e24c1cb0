using System.Buffers;

namespace Graft;

/// <summary>
/// Mean loss of a linear model over centred rows, L(W, v) = 1/N * sum over n of loss(W x_n + v) + penalty/2 * |W|^2, and its
/// gradient, dL/dW = 1/N * R^T X + penalty * W and dL/dv = 1/N * sum over n of R[n], with R the derivatives by the scores.
/// Where intercepts are penalised, penalty/2 * |v - W m|^2 / s^2 is added: v - W m, with m the mean of the rows, is the
/// intercept of rows that are not centred, and s its scaling.
/// </summary>
/// <remarks>
/// A point is a vector of double: W with shape (K, D), row-major, then v with shape (K); gradients alike. X has shape
/// (N, D), float32. Both products with X are float32 in blocks, everything else is double; see <see cref="MatrixKernels"/>.
/// One evaluation is one pass over X. Threads share out rows, then columns of a block, and no sum crosses threads, so their
/// number changes no bit of the result.
/// </remarks>
internal sealed unsafe class DirectLoss : ConvexProblem
{
    // Blocks of features that stay in the second-level cache together with their weights.
    private const int RowTile = 24;
    private const int ColumnTile = 1024;

    private readonly DesignMatrix _matrix;
    private readonly RowLoss _loss;
    private readonly LinearTask _task;
    private readonly ParallelOptions _parallel;
    private readonly int _count;
    private readonly int _padded;
    private readonly AlignedFloats _weights;
    private readonly float[] _residuals;
    private readonly double[] _combined;
    private readonly InterceptSums _sums;
    private readonly int _tilesPerBlock;

    /// <param name="matrix">X.</param>
    /// <param name="loss">What is paid for the scores of a row.</param>
    /// <param name="task">Penalty and intercept.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public DirectLoss(DesignMatrix matrix, RowLoss loss, LinearTask task, ParallelOptions parallel)
    {
        (_matrix, _loss, _task, _parallel, _count) = (matrix, loss, task, parallel, loss.ColumnCount);
        _padded = MatrixKernels.Padded(_count);
        _weights = new AlignedFloats(checked(_padded * matrix.ColumnCount));
        _residuals = new float[checked(matrix.RowCount * _padded)];
        _combined = new double[checked(_count * MatrixKernels.Padded(matrix.ColumnCount))];
        _tilesPerBlock = (FeatureRows.RowsPerBlock(matrix.ColumnCount) + RowTile - 1) / RowTile;
        _sums = new InterceptSums(checked((matrix.RowCount / FeatureRows.RowsPerBlock(matrix.ColumnCount) + 1) * _tilesPerBlock), matrix.RowCount, _count);
    }

    public override int Length => checked(_count * (_matrix.ColumnCount + 1));

    /// <summary>Bytes of what an evaluation needs besides X; of dual descent, what it needs at most.</summary>
    public static long Memory(long rows, long columns, int count) =>
        sizeof(float) * (columns + rows) * MatrixKernels.Padded(count) + sizeof(double) * (columns + rows) * count;

    public override double Gap(ReadOnlySpan<double> gradient)
    {
        var weights = gradient[..^_count];
        var slopes = gradient[^_count..];
        var squares = VectorMath.Dot(weights, weights);
        if (!_task.IsInterceptPenalized)
            return squares / (2 * _task.Penalty) + _sums.Gap(slopes);

        // In W and (v - W m) / s, along which the curvature is at least the penalty.
        var mean = _matrix.Mean;
        for (var k = 0; k < _count; k++)
        {
            var along = mean.Length == 0 ? 0 : 2 * VectorMath.Dot(weights.Slice(k * _matrix.ColumnCount, _matrix.ColumnCount), mean);
            squares += slopes[k] * along + slopes[k] * slopes[k] * (_matrix.MeanSquare + _task.InterceptScaling * _task.InterceptScaling);
        }

        return squares / (2 * _task.Penalty);
    }

    public override double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var weights = point[..^_count];
        var intercepts = point[^_count..].ToArray();
        TransposeWeights(weights);
        Array.Clear(_combined);
        foreach (var block in _matrix.Blocks())
        {
            var firstTile = block.FirstRow / FeatureRows.RowsPerBlock(_matrix.ColumnCount) * _tilesPerBlock;
            Parallel.For(0, (block.RowCount + RowTile - 1) / RowTile, _parallel, tile => Forward(block, tile * RowTile, firstTile + tile, intercepts));
            Combination.AddBlock(_matrix, block, _residuals, _count, _combined, _parallel);
        }

        return Finish(point, weights, gradient);
    }

    private void TransposeWeights(ReadOnlySpan<double> weights)
    {
        var transposed = _weights.Span;
        for (var k = 0; k < _count; k++)
        {
            var row = weights.Slice(k * _matrix.ColumnCount, _matrix.ColumnCount);
            for (var j = 0; j < row.Length; j++)
                transposed[j * _padded + k] = (float)row[j];
        }
    }

    /// <summary>Residuals and loss of some rows of a block.</summary>
    private void Forward(FeatureBlock block, int row, int tile, double[] intercepts)
    {
        var rowCount = Math.Min(RowTile, block.RowCount - row);
        var features = ArrayPool<float>.Shared.Rent(RowTile * ColumnTile);
        var scores = ArrayPool<double>.Shared.Rent(RowTile * _padded);
        for (var r = 0; r < rowCount; r++)
        {
            for (var k = 0; k < _padded; k++)
                scores[r * _padded + k] = k < _count ? intercepts[k] : 0;
        }

        var w = _weights.Pointer;
        fixed (float* x = features)
        fixed (double* products = scores)
        {
            for (var column = 0; column < _matrix.ColumnCount; column += ColumnTile)
            {
                var columnCount = Math.Min(ColumnTile, _matrix.ColumnCount - column);
                _matrix.CopyTile(block.Values.Span, row, rowCount, column, columnCount, features, ColumnTile);
                MatrixKernels.AddProduct(
                    x, ColumnTile, 1, rowCount, w + (nint)column * _padded, _padded, columnCount, _padded, products, _padded);
            }
        }

        _sums.Add(tile, _loss, block.FirstRow + row, rowCount, scores.AsSpan(0, rowCount * _padded), _padded);
        var residuals = _residuals.AsSpan((block.FirstRow + row) * _padded, rowCount * _padded);
        for (var i = 0; i < residuals.Length; i++)
            residuals[i] = (float)scores[i];
        ArrayPool<double>.Shared.Return(scores);
        ArrayPool<float>.Shared.Return(features);
    }

    /// <summary>Means, penalty and intercepts.</summary>
    private double Finish(ReadOnlySpan<double> point, ReadOnlySpan<double> weights, Span<double> gradient)
    {
        var (columns, stride) = (_matrix.ColumnCount, MatrixKernels.Padded(_matrix.ColumnCount));
        var scale = 1.0 / _matrix.RowCount;
        for (var k = 0; k < _count; k++)
        {
            var sums = _combined.AsSpan(k * stride, columns);
            var row = weights.Slice(k * columns, columns);
            var target = gradient.Slice(k * columns, columns);
            for (var j = 0; j < columns; j++)
                target[j] = sums[j] * scale + _task.Penalty * row[j];
        }

        var slopes = gradient[^_count..];
        _sums.Write(slopes);
        var penalty = VectorMath.Dot(weights, weights);
        for (var k = 0; k < _count && _task.IsInterceptPenalized; k++)
            penalty += PenalizeIntercept(weights.Slice(k * columns, columns), point[^(_count - k)], gradient.Slice(k * columns, columns), ref slopes[k]);
        return _sums.MeanLoss() + 0.5 * _task.Penalty * penalty;
    }

    /// <returns>|v - W m|^2 / s^2.</returns>
    private double PenalizeIntercept(ReadOnlySpan<double> weights, double intercept, Span<double> gradient, ref double slope)
    {
        var mean = _matrix.Mean;
        var scaled = (intercept - (mean.Length == 0 ? 0 : VectorMath.Dot(weights, mean))) / (_task.InterceptScaling * _task.InterceptScaling);
        slope += _task.Penalty * scaled;
        if (mean.Length > 0)
            VectorMath.AddScaled(gradient, -_task.Penalty * scaled, mean);
        return scaled * scaled * _task.InterceptScaling * _task.InterceptScaling;
    }
}
