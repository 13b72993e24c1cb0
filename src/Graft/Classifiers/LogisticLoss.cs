using System.Buffers;

namespace Graft;

/// <summary>
/// Multinomial logistic loss, L(W, b) = 1/N * sum over n of -log softmax(W x_n + b)[y_n] + penalty/2 * |W|^2, and its
/// gradient, dL/dW = 1/N * (P - Y)^T X + penalty * W and dL/db = 1/N * sum over n of (P - Y)[n].
/// </summary>
/// <remarks>
/// A point is a vector of double: W with shape (K, D), row-major, then b with shape (K); gradients alike. X has shape
/// (N, D), row-major float32, P and Y have shape (N, K). Both products with X are float32 in blocks, everything else is
/// double; see <see cref="MatrixKernels"/>. Threads share out blocks of rows, then blocks of columns, and no sum crosses
/// threads, so their number changes no bit of the result.
/// </remarks>
internal sealed unsafe class LogisticLoss : ConvexProblem
{
    // Blocks of features that stay in the second-level cache together with their weights.
    private const int ForwardRows = 48;
    private const int ForwardColumns = 1024;

    private readonly CenteredFeatures _features;
    private readonly int[] _labels;
    private readonly int _classCount;
    private readonly int _paddedCount;
    private readonly double _penalty;
    private readonly ParallelOptions _parallel;
    private readonly float[] _weights;
    private readonly float[] _residuals;
    private readonly double[] _combined;
    private readonly double[] _blockLosses;
    private readonly InterceptGradient _interceptGradient;

    /// <param name="features">X.</param>
    /// <param name="labels">y, one for each row.</param>
    /// <param name="classCount">K.</param>
    /// <param name="penalty">Factor of |W|^2 / 2, more than 0.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public LogisticLoss(CenteredFeatures features, int[] labels, int classCount, double penalty, ParallelOptions parallel)
    {
        (_features, _labels, _classCount, _penalty, _parallel) = (features, labels, classCount, penalty, parallel);
        _paddedCount = MatrixKernels.Padded(classCount);
        _weights = new float[checked(_paddedCount * features.ColumnCount)];
        _residuals = new float[checked(features.RowCount * _paddedCount)];
        _combined = new double[checked(classCount * features.ColumnCount)];
        _blockLosses = new double[(features.RowCount + ForwardRows - 1) / ForwardRows];
        _interceptGradient = new InterceptGradient(_blockLosses.Length, features.RowCount, classCount);
    }

    public override int Length => checked(_classCount * (_features.ColumnCount + 1));

    public override double Gap(ReadOnlySpan<double> gradient)
    {
        var weights = gradient[..^_classCount];
        return VectorMath.Dot(weights, weights) / (2 * _penalty) + _interceptGradient.Gap(gradient[^_classCount..]);
    }

    public override double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        var weights = point[..^_classCount];
        var intercepts = point[^_classCount..].ToArray();
        for (var i = 0; i < weights.Length; i++)
            _weights[i] = (float)weights[i];
        Parallel.For(0, _blockLosses.Length, _parallel, block => Forward(block, intercepts));

        Array.Clear(_combined);
        _features.Combine(_residuals, _classCount, _combined, _parallel);
        return Finish(weights, gradient);
    }

    /// <summary>Residuals and loss of a block of rows.</summary>
    private void Forward(int block, double[] intercepts)
    {
        var firstRow = block * ForwardRows;
        var rowCount = Math.Min(ForwardRows, _features.RowCount - firstRow);
        var features = ArrayPool<float>.Shared.Rent(ForwardRows * ForwardColumns);
        var scores = ArrayPool<double>.Shared.Rent(ForwardRows * _paddedCount);
        for (var r = 0; r < rowCount; r++)
            intercepts.CopyTo(scores.AsSpan(r * _paddedCount));
        fixed (float* x = features, w = _weights)
        fixed (double* products = scores)
        {
            for (var column = 0; column < _features.ColumnCount; column += ForwardColumns)
            {
                var columnCount = Math.Min(ForwardColumns, _features.ColumnCount - column);
                _features.CopyBlock(firstRow, rowCount, column, columnCount, features, ForwardColumns);
                MatrixKernels.AddDotProducts(
                    x, ForwardColumns, rowCount, w + column, _features.ColumnCount, _paddedCount, columnCount, products, _paddedCount);
            }
        }

        _blockLosses[block] = SoftmaxRows.ToResiduals(scores, _classCount, _paddedCount, _labels.AsSpan(firstRow, rowCount));
        var residuals = _residuals.AsSpan(firstRow * _paddedCount, rowCount * _paddedCount);
        _interceptGradient.Set(block, scores.AsSpan(0, residuals.Length), _paddedCount);
        for (var i = 0; i < residuals.Length; i++)
            residuals[i] = (float)scores[i];

        ArrayPool<double>.Shared.Return(scores);
        ArrayPool<float>.Shared.Return(features);
    }

    /// <summary>Means, penalty and intercepts.</summary>
    private double Finish(ReadOnlySpan<double> weights, Span<double> gradient)
    {
        var scale = 1.0 / _features.RowCount;
        for (var i = 0; i < weights.Length; i++)
            gradient[i] = _combined[i] * scale + _penalty * weights[i];
        _interceptGradient.Write(gradient[^_classCount..]);
        var loss = 0.0;
        foreach (var blockLoss in _blockLosses)
            loss += blockLoss;
        return loss * scale + 0.5 * _penalty * VectorMath.Dot(weights, weights);
    }
}
