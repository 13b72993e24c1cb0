namespace Graft;

/// <summary>
/// What both forms of the logistic loss sum up over samples: the gradient of the intercepts, and how much the loss curves
/// along them. Sums are kept for each block of rows and added in order, so that threads change no bit.
/// </summary>
internal sealed class InterceptGradient(int blockCount, int sampleCount, int classCount)
{
    private readonly double[] _residuals = new double[blockCount * classCount];
    private readonly double[] _variances = new double[blockCount * classCount];

    /// <summary>Enters the residuals of a block of rows.</summary>
    /// <param name="block">Which block.</param>
    /// <param name="residuals">Probabilities, less 1 at the true label; shape (rows, stride), row-major.</param>
    /// <param name="stride">Columns with padding.</param>
    public void Set(int block, ReadOnlySpan<double> residuals, int stride)
    {
        var sums = _residuals.AsSpan(block * classCount, classCount);
        var variances = _variances.AsSpan(block * classCount, classCount);
        sums.Clear();
        variances.Clear();
        for (var row = 0; row < residuals.Length; row += stride)
        {
            for (var k = 0; k < classCount; k++)
            {
                // p (1 - p), whichever of p and 1 - p the residual is.
                var residual = residuals[row + k];
                sums[k] += residual;
                variances[k] += Math.Abs(residual) * (1 - Math.Abs(residual));
            }
        }
    }

    /// <summary>Mean residual of each class: the gradient of the mean loss.</summary>
    public void Write(Span<double> gradient) => Mean(_residuals, gradient);

    /// <summary>
    /// How far the mean loss can be above its minimum over the intercepts alone, from the diagonal of its second derivative,
    /// mean of p (1 - p).
    /// </summary>
    public double Gap(ReadOnlySpan<double> gradient)
    {
        Span<double> curvatures = new double[classCount];
        Mean(_variances, curvatures);
        var gap = 0.0;
        for (var k = 0; k < classCount; k++)
            gap += gradient[k] == 0 ? 0 : gradient[k] * gradient[k] / (2 * curvatures[k]);
        return gap;
    }

    private void Mean(double[] sums, Span<double> mean)
    {
        mean[..classCount].Clear();
        for (var block = 0; block < blockCount; block++)
            VectorMath.AddScaled(mean[..classCount], 1.0 / sampleCount, sums.AsSpan(block * classCount, classCount));
    }
}
