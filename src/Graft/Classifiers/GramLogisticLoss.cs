namespace Graft;

/// <summary>
/// <see cref="LogisticLoss"/> over the span of the feature rows, W = A^T X, where the minimum lies (representer theorem):
/// L = 1/N * sum over n of -log softmax(Z[n] + b)[y_n] + penalty/2 * trace(A^T Z), with Z = G A and G = X X^T. It is the same
/// function in another basis: with the inner product of W, A . A' := trace(A^T G A'), its gradient is (P - Y)/N + penalty * A,
/// and L-BFGS makes the same steps. One evaluation costs N^2 K multiplications instead of 2 N D K.
/// </summary>
/// <remarks>
/// A point is a vector of double: A with shape (N, Kp), Z alike, then b with shape (Kp); Kp is K padded with zero columns.
/// Z is carried along, not computed from A, so an evaluation multiplies by G once, for the gradient.
/// </remarks>
internal sealed unsafe class GramLogisticLoss : ConvexProblem
{
    private const int RowBlock = 48;
    private const int ColumnBlock = 1024;

    private readonly float[] _gram;
    private readonly int[] _labels;
    private readonly int _classCount;
    private readonly int _paddedCount;
    private readonly double _penalty;
    private readonly ParallelOptions _parallel;
    private readonly float[] _transposed;
    private readonly double[] _blockLosses;
    private readonly InterceptGradient _interceptGradient;

    /// <param name="gram">G, shape (N, N).</param>
    /// <param name="labels">y, one for each row.</param>
    /// <param name="classCount">K.</param>
    /// <param name="penalty">Factor of |W|^2 / 2, more than 0.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    public GramLogisticLoss(float[] gram, int[] labels, int classCount, double penalty, ParallelOptions parallel)
    {
        (_gram, _labels, _classCount, _penalty, _parallel) = (gram, labels, classCount, penalty, parallel);
        _paddedCount = MatrixKernels.Padded(classCount);
        _transposed = new float[Half];
        _blockLosses = new double[(labels.Length + RowBlock - 1) / RowBlock];
        _interceptGradient = new InterceptGradient(_blockLosses.Length, labels.Length, classCount);
    }

    public override int Length => checked(2 * Half + _paddedCount);

    public override double Gap(ReadOnlySpan<double> gradient) =>
        VectorMath.Dot(gradient[..Half], gradient.Slice(Half, Half)) / (2 * _penalty)
        + _interceptGradient.Gap(gradient[^_paddedCount..]);

    private int Half => checked(_labels.Length * _paddedCount);

    /// <summary>A, shape (N, Kp), and b, shape (Kp), of a point.</summary>
    public (double[] Coefficients, double[] Intercepts) Split(double[] point) =>
        (point[..Half], point[^_paddedCount..]);

    public override double InnerProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        VectorMath.Dot(a[..Half], b.Slice(Half, Half)) + VectorMath.Dot(a[^_paddedCount..], b[^_paddedCount..]);

    public override double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        gradient.Clear();
        fixed (double* p = point, g = gradient)
        {
            var (shared, target) = ((nint)p, (nint)g);
            Parallel.For(0, _blockLosses.Length, _parallel, block => Forward(block, (double*)shared, (double*)target));
            Parallel.For(0, _blockLosses.Length, _parallel, block => MultiplyByGram(block, (double*)target));
        }

        _interceptGradient.Write(gradient[^_paddedCount..]);
        var loss = 0.0;
        foreach (var blockLoss in _blockLosses)
            loss += blockLoss;
        return loss / _labels.Length + 0.5 * _penalty * VectorMath.Dot(point[..Half], point.Slice(Half, Half));
    }

    /// <summary>Loss of a block of rows and the first part of the gradient, (P - Y)/N + penalty * A.</summary>
    private void Forward(int block, double* point, double* gradient)
    {
        var firstRow = block * RowBlock;
        var rowCount = Math.Min(RowBlock, _labels.Length - firstRow);
        var offset = firstRow * _paddedCount;
        var coefficients = new ReadOnlySpan<double>(point + offset, rowCount * _paddedCount);
        var scores = new ReadOnlySpan<double>(point + Half + offset, rowCount * _paddedCount);
        var intercepts = new ReadOnlySpan<double>(point + 2 * Half, _paddedCount);
        var residuals = new Span<double>(gradient + offset, rowCount * _paddedCount);
        for (var i = 0; i < residuals.Length; i++)
            residuals[i] = scores[i] + intercepts[i % _paddedCount];
        _blockLosses[block] = SoftmaxRows.ToResiduals(residuals, _classCount, _paddedCount, _labels.AsSpan(firstRow, rowCount));

        _interceptGradient.Set(block, residuals, _paddedCount);
        var scale = 1.0 / _labels.Length;
        for (var i = 0; i < residuals.Length; i++)
        {
            residuals[i] = residuals[i] * scale + _penalty * coefficients[i];
            _transposed[i % _paddedCount * _labels.Length + firstRow + i / _paddedCount] = (float)residuals[i];
        }
    }

    /// <summary>The second part of the gradient, G times the first, for a block of rows.</summary>
    private void MultiplyByGram(int block, double* gradient)
    {
        var n = _labels.Length;
        var firstRow = block * RowBlock;
        var rowCount = Math.Min(RowBlock, n - firstRow);
        fixed (float* gram = _gram, transposed = _transposed)
        {
            for (var column = 0; column < n; column += ColumnBlock)
            {
                MatrixKernels.AddDotProducts(
                    gram + (nint)firstRow * n + column, n, rowCount, transposed + column, n, _paddedCount,
                    Math.Min(ColumnBlock, n - column), gradient + Half + (nint)firstRow * _paddedCount, _paddedCount);
            }
        }
    }
}
