using System.Buffers;

namespace Graft;

/// <summary>
/// <see cref="DirectLoss"/> over the span of the rows, W = A^T X, where the minimum lies (representer theorem):
/// L = 1/N * sum over n of loss(Z[n] + v) + penalty/2 * trace(A^T Z), with Z = G A and G = X X^T. It is the same function in
/// another basis: with the inner product of W, A . A' := trace(A^T G A'), its gradient is R/N + penalty * A, and L-BFGS makes
/// the same steps. One evaluation costs N^2 K multiplications instead of 2 N D K.
/// </summary>
/// <remarks>
/// A point is a vector of double: A with shape (N, K), Z alike, then v with shape (K). Z is carried along, not computed from
/// A, so an evaluation multiplies by G once, for the gradient. Rows are centred; where a penalised intercept makes their mean
/// matter, it is one more row of X, to which no loss belongs.
/// </remarks>
internal sealed unsafe class GramLoss : ConvexProblem
{
    private const int RowTile = 48;
    private const int DepthTile = 1024;

    private readonly float[] _gram;
    private readonly RowLoss _loss;
    private readonly LinearTask _task;
    private readonly ParallelOptions _parallel;
    private readonly int _count;
    private readonly int _padded;
    private readonly AlignedFloats _coefficients;
    private readonly int _size;
    private readonly int _tileCount;
    private readonly InterceptSums _sums;

    /// <param name="gram">G, shape (N, N), or (N + 1, N + 1) with the mean.</param>
    /// <param name="loss">What is paid for the scores of a row.</param>
    /// <param name="task">Penalty and intercept.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public GramLoss(float[] gram, RowLoss loss, LinearTask task, ParallelOptions parallel)
    {
        (_gram, _loss, _task, _parallel, _count) = (gram, loss, task, parallel, loss.ColumnCount);
        _padded = MatrixKernels.Padded(_count);
        _size = (int)Math.Round(Math.Sqrt(gram.Length));
        _coefficients = new AlignedFloats(checked(_size * _padded));
        _tileCount = (_size + RowTile - 1) / RowTile;
        _sums = new InterceptSums(_tileCount, loss.RowCount, _count);
    }

    public override int Length => checked(2 * Half + _count);

    private int Half => checked(_size * _count);

    private bool HasMean => _size > _loss.RowCount;

    /// <summary>Bytes of what an evaluation needs besides G.</summary>
    public static long Memory(long rows, int count) => sizeof(float) * rows * MatrixKernels.Padded(count);

    public override double Gap(ReadOnlySpan<double> gradient)
    {
        var squares = VectorMath.Dot(gradient[..Half], gradient.Slice(Half, Half));
        var slopes = gradient[^_count..];
        if (!_task.IsInterceptPenalized)
            return squares / (2 * _task.Penalty) + _sums.Gap(slopes);

        // As of DirectLoss: in W and (v - W m) / s.
        var meanSquare = HasMean ? _gram[^1] : 0;
        for (var k = 0; k < _count; k++)
        {
            var along = HasMean ? 2 * gradient[2 * Half - _count + k] : 0;
            squares += slopes[k] * along + slopes[k] * slopes[k] * (meanSquare + _task.InterceptScaling * _task.InterceptScaling);
        }

        return squares / (2 * _task.Penalty);
    }

    public override double InnerProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        VectorMath.Dot(a[..Half], b.Slice(Half, Half)) + VectorMath.Dot(a[^_count..], b[^_count..]);

    public override double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var penalty = VectorMath.Dot(point[..Half], point.Slice(Half, Half));
        fixed (double* p = point, g = gradient)
        {
            var (shared, target) = ((nint)p, (nint)g);
            Parallel.For(0, _tileCount, _parallel, tile => Forward(tile, (double*)shared, (double*)target));
            _sums.Write(gradient[^_count..]);
            if (_task.IsInterceptPenalized)
                penalty += PenalizeIntercepts(point, gradient);
            Parallel.For(0, _tileCount, _parallel, tile => MultiplyByGram(tile, (double*)target));
        }

        return _sums.MeanLoss() + 0.5 * _task.Penalty * penalty;
    }

    /// <returns>Sum of |v - W m|^2 / s^2, where W m is the score of the mean.</returns>
    private double PenalizeIntercepts(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var square = _task.InterceptScaling * _task.InterceptScaling;
        var sum = 0.0;
        var last = Half - _count;
        for (var k = 0; k < _count; k++)
        {
            var scaled = (point[2 * Half + k] - (HasMean ? point[Half + last + k] : 0)) / square;
            sum += scaled * scaled * square;
            gradient[2 * Half + k] += _task.Penalty * scaled;
            if (!HasMean)
                continue;
            gradient[last + k] -= _task.Penalty * scaled;
            _coefficients.Span[(_size - 1) * _padded + k] = (float)gradient[last + k];
        }

        return sum;
    }

    /// <summary>Loss of some rows and the first part of the gradient, R/N + penalty * A.</summary>
    private void Forward(int tile, double* point, double* gradient)
    {
        var firstRow = tile * RowTile;
        var rowCount = Math.Min(RowTile, _size - firstRow);
        var lossCount = Math.Min(rowCount, _loss.RowCount - firstRow);
        var (length, offset) = (rowCount * _count, firstRow * _count);
        var coefficients = new ReadOnlySpan<double>(point + offset, length);
        var scores = new ReadOnlySpan<double>(point + Half + offset, length);
        var intercepts = new ReadOnlySpan<double>(point + 2 * (nint)Half, _count);
        var target = new Span<double>(gradient + offset, length);
        var residuals = ArrayPool<double>.Shared.Rent(RowTile * _padded);
        for (var r = 0; r < rowCount; r++)
        {
            for (var k = 0; k < _count; k++)
                residuals[r * _padded + k] = scores[r * _count + k] + intercepts[k];
        }

        _sums.Add(tile, _loss, firstRow, lossCount, residuals.AsSpan(0, lossCount * _padded), _padded);
        residuals.AsSpan(lossCount * _padded, (rowCount - lossCount) * _padded).Clear();
        var scale = 1.0 / _loss.RowCount;
        var shared = _coefficients.Span.Slice(firstRow * _padded, rowCount * _padded);
        for (var r = 0; r < rowCount; r++)
        {
            for (var k = 0; k < _count; k++)
            {
                var value = residuals[r * _padded + k] * scale + _task.Penalty * coefficients[r * _count + k];
                target[r * _count + k] = value;
                shared[r * _padded + k] = (float)value;
            }
        }

        ArrayPool<double>.Shared.Return(residuals);
    }

    /// <summary>The second part of the gradient, G times the first, for some rows.</summary>
    private void MultiplyByGram(int tile, double* gradient)
    {
        var n = _size;
        var firstRow = tile * RowTile;
        var rowCount = Math.Min(RowTile, n - firstRow);
        var products = ArrayPool<double>.Shared.Rent(RowTile * _padded);
        products.AsSpan(0, rowCount * _padded).Clear();
        var coefficients = _coefficients.Pointer;
        fixed (float* gram = _gram)
        fixed (double* sums = products)
        {
            for (var depth = 0; depth < n; depth += DepthTile)
            {
                MatrixKernels.AddProduct(
                    gram + (nint)firstRow * n + depth, n, 1, rowCount,
                    coefficients + (nint)depth * _padded, _padded, Math.Min(DepthTile, n - depth), _padded, sums, _padded);
            }
        }

        var target = new Span<double>(gradient + Half + (nint)firstRow * _count, rowCount * _count);
        for (var r = 0; r < rowCount; r++)
            products.AsSpan(r * _padded, _count).CopyTo(target[(r * _count)..]);
        ArrayPool<double>.Shared.Return(products);
    }
}
