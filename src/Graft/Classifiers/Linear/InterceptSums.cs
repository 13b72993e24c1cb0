namespace Graft;

/// <summary>
/// What both forms of a linear model's loss sum up over rows: the loss, the gradient of the intercepts, and how much the
/// loss curves along them. Sums are kept for each block of rows and added in order, so that threads change no bit.
/// </summary>
internal sealed class InterceptSums(int blockCount, int sampleCount, int columnCount)
{
    private readonly double[] _losses = new double[blockCount];
    private readonly double[] _residuals = new double[blockCount * columnCount];
    private readonly double[] _curvatures = new double[blockCount * columnCount];

    /// <summary>Turns the scores of a block into residuals, and keeps its sums.</summary>
    public void Add(int block, RowLoss loss, int firstRow, int rowCount, Span<double> scores, int stride) =>
        _losses[block] = loss.ToResiduals(
            firstRow, rowCount, scores, stride, _residuals.AsSpan(block * columnCount, columnCount), _curvatures.AsSpan(block * columnCount, columnCount));

    /// <summary>Mean loss over the rows.</summary>
    public double MeanLoss()
    {
        var sum = 0.0;
        foreach (var loss in _losses)
            sum += loss;
        return sum / sampleCount;
    }

    /// <summary>Mean residual of each column: the gradient of the mean loss.</summary>
    public void Write(Span<double> gradient) => Mean(_residuals, gradient);

    /// <summary>
    /// How far the mean loss can be above its minimum over the intercepts alone, from the diagonal of its second derivative.
    /// </summary>
    public double Gap(ReadOnlySpan<double> gradient)
    {
        Span<double> curvatures = new double[columnCount];
        Mean(_curvatures, curvatures);
        var gap = 0.0;
        for (var k = 0; k < columnCount; k++)
            gap += gradient[k] == 0 ? 0 : gradient[k] * gradient[k] / (2 * curvatures[k]);
        return gap;
    }

    private void Mean(double[] sums, Span<double> mean)
    {
        mean.Clear();
        for (var block = 0; block < blockCount; block++)
            VectorMath.AddScaled(mean, 1.0 / sampleCount, sums.AsSpan(block * columnCount, columnCount));
    }
}
