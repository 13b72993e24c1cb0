namespace Graft;

/// <summary>
/// Walks along a direction to a point that meets the strong Wolfe conditions, keeping the current point, value and
/// gradient. The bracket is kept as Lewis and Overton (2013), algorithm 2.6, do; trial points inside it come from the
/// cubic of Nocedal and Wright (2006), equation 3.59. On a convex function a point that meets the conditions always lies
/// in the bracket.
/// </summary>
internal sealed class LineSearch
{
    private const double SufficientDecrease = 1e-4;
    private const double SlopeReduction = 0.9;
    private const int MaxTrials = 30;

    // Values are made from float32 products and are good to about 1e-7 of themselves. Nearer to the optimum than that a
    // decrease cannot be seen, only that the slope flattens: Hager and Zhang's (2005) approximate Wolfe condition.
    private const double ValueNoise = 1e-6;

    private readonly ConvexProblem _problem;
    private readonly double[] _trialPoint;
    private readonly double[] _trialGradient;

    /// <summary>Starts at a point, which is not copied and moves along, or at the origin.</summary>
    public LineSearch(ConvexProblem problem, double[]? start)
    {
        _problem = problem;
        Point = start ?? new double[problem.Length];
        Gradient = new double[problem.Length];
        _trialPoint = new double[problem.Length];
        _trialGradient = new double[problem.Length];
        Value = problem.Evaluate(Point, Gradient);
        EvaluationCount = 1;
    }

    public double[] Point { get; }

    public double[] Gradient { get; }

    public double Value { get; private set; }

    public int EvaluationCount { get; private set; }

    /// <summary>Moves along <paramref name="direction"/>, or stays and returns false when no step is good enough.</summary>
    /// <param name="direction">Where to go.</param>
    /// <param name="firstLength">First step length to try.</param>
    /// <param name="step">Overwritten with the change of the point.</param>
    /// <param name="gradientChange">Overwritten with the change of the gradient.</param>
    public bool Advance(ReadOnlySpan<double> direction, double firstLength, Span<double> step, Span<double> gradientChange)
    {
        var startSlope = _problem.InnerProduct(Gradient, direction);
        if (!(startSlope < 0))
            return false;
        var low = new Trial(0, Value, startSlope);
        Trial? high = null;
        var length = firstLength;
        for (var i = 0; i < MaxTrials; i++)
        {
            var trial = Try(direction, length);
            if (!Decreases(trial, startSlope) || trial.Slope > -SlopeReduction * startSlope)
            {
                high = trial;
            }
            else if (trial.Slope < SlopeReduction * startSlope)
            {
                low = trial;
            }
            else
            {
                Accept(trial.Value, step, gradientChange);
                return true;
            }

            length = high is null ? 4 * length : Between(low, high.Value);
        }

        return false;
    }

    private Trial Try(ReadOnlySpan<double> direction, double length)
    {
        Point.CopyTo(_trialPoint.AsSpan());
        VectorMath.AddScaled(_trialPoint, length, direction);
        var value = _problem.Evaluate(_trialPoint, _trialGradient);
        EvaluationCount++;
        return new Trial(length, value, _problem.InnerProduct(_trialGradient, direction));
    }

    private bool Decreases(Trial trial, double startSlope) =>
        trial.Value <= Value + SufficientDecrease * trial.Length * startSlope
        || (trial.Value <= Value * (1 + ValueNoise) && trial.Slope <= (2 * SufficientDecrease - 1) * startSlope);

    private void Accept(double value, Span<double> step, Span<double> gradientChange)
    {
        VectorMath.Subtract(_trialPoint, Point, step);
        VectorMath.Subtract(_trialGradient, Gradient, gradientChange);
        _trialPoint.CopyTo(Point.AsSpan());
        _trialGradient.CopyTo(Gradient.AsSpan());
        Value = value;
    }

    /// <summary>Minimiser of the cubic through both ends, kept away from them so that the bracket shrinks.</summary>
    private static double Between(Trial low, Trial high)
    {
        var width = high.Length - low.Length;
        var d1 = low.Slope + high.Slope - 3 * (high.Value - low.Value) / width;
        var d2 = Math.Sqrt(d1 * d1 - low.Slope * high.Slope);
        var fraction = 1 - (high.Slope + d2 - d1) / (high.Slope - low.Slope + 2 * d2);
        return low.Length + width * (double.IsFinite(fraction) ? Math.Clamp(fraction, 0.1, 0.9) : 0.5);
    }

    private readonly record struct Trial(double Length, double Value, double Slope);
}
