namespace Graft;

/// <summary>
/// Minimises a strongly convex function with limited-memory BFGS: Nocedal and Wright (2006), algorithms 7.4 and 7.5, with
/// the line search of <see cref="LineSearch"/>. Single-threaded and deterministic.
/// </summary>
internal sealed class Lbfgs
{
    /// <summary>Nocedal and Wright recommend 3 to 20; 10 is what scikit-learn takes.</summary>
    public const int UsualPairs = 10;

    /// <summary>Fewer make many more steps.</summary>
    public const int LeastPairs = 3;

    // Where it is, its gradient, those of a trial, and the direction.
    private const int OtherVectors = 5;

    private readonly ConvexProblem _problem;
    private readonly LineSearch _search;
    private readonly List<Pair> _pairs = [];
    private readonly double[] _direction;
    private readonly int _pairCount;

    private Lbfgs(ConvexProblem problem, double[]? start, int pairCount)
    {
        (_problem, _pairCount) = (problem, pairCount);
        _search = new LineSearch(problem, start);
        _direction = new double[problem.Length];
    }

    /// <summary>Minimises.</summary>
    /// <param name="problem">What to minimise; its values are more than 0.</param>
    /// <param name="tolerance">Stops when <see cref="ConvexProblem.Gap"/> is at most this fraction of the value.</param>
    /// <param name="maxIterations">Steps after which it gives up.</param>
    /// <param name="start">Where to begin; it moves along. Null for the origin.</param>
    /// <param name="pairCount">Steps that the model of the curvature remembers.</param>
    public static LbfgsResult Minimize(
        ConvexProblem problem, double tolerance, int maxIterations, double[]? start = null, int pairCount = UsualPairs) =>
        new Lbfgs(problem, start, pairCount).Run(tolerance, maxIterations);

    /// <summary>Bytes that a minimisation takes.</summary>
    /// <param name="length">Length of a point.</param>
    /// <param name="pairCount">Steps that are remembered.</param>
    public static long Memory(long length, int pairCount) => sizeof(double) * length * (2 * pairCount + OtherVectors);

    private LbfgsResult Run(double tolerance, int maxIterations)
    {
        for (var iteration = 0; ; iteration++)
        {
            var gap = _problem.Gap(_search.Gradient) / _search.Value;
            if (gap <= tolerance || iteration == maxIterations || !Step())
                return new(_search.Point, _search.Value, gap, gap <= tolerance, iteration, _search.EvaluationCount);
        }
    }

    /// <summary>One step. False when there is none that rounding lets one see.</summary>
    private bool Step()
    {
        // Without curvature pairs the gradient's length says nothing; a step of length 1 at most is the usual guess.
        var firstLength = _pairs.Count == 0
            ? Math.Min(1, 1 / Math.Sqrt(_problem.InnerProduct(_search.Gradient, _search.Gradient)))
            : 1;
        SetDirection();
        var pair = _pairs.Count < _pairCount ? new Pair(_problem.Length) : _pairs[0];
        if (_search.Advance(_direction, firstLength, pair.Step, pair.GradientChange))
        {
            Remember(pair);
            return true;
        }

        // A bad model of the curvature may be to blame: forget it and go down the gradient once.
        if (_pairs.Count == 0)
            return false;
        _pairs.Clear();
        return Step();
    }

    private void Remember(Pair pair)
    {
        pair.Curvature = _problem.InnerProduct(pair.Step, pair.GradientChange);
        pair.Scale = pair.Curvature / _problem.InnerProduct(pair.GradientChange, pair.GradientChange);
        _pairs.Remove(pair);
        // Only positive curvature keeps the model positive definite. Convexity promises it, rounding may break it.
        if (pair.Curvature > 0 && double.IsFinite(pair.Scale))
            _pairs.Add(pair);
    }

    /// <summary>The two-loop recursion, algorithm 7.4: direction = -(inverse Hessian model) * gradient.</summary>
    private void SetDirection()
    {
        Span<double> factors = stackalloc double[_pairCount];
        _search.Gradient.CopyTo(_direction.AsSpan());
        for (var i = _pairs.Count - 1; i >= 0; i--)
        {
            factors[i] = _problem.InnerProduct(_pairs[i].Step, _direction) / _pairs[i].Curvature;
            VectorMath.AddScaled(_direction, -factors[i], _pairs[i].GradientChange);
        }

        VectorMath.Scale(_direction, _pairs.Count == 0 ? -1 : -_pairs[^1].Scale);
        for (var i = 0; i < _pairs.Count; i++)
        {
            var projection = _problem.InnerProduct(_pairs[i].GradientChange, _direction) / _pairs[i].Curvature;
            VectorMath.AddScaled(_direction, -factors[i] - projection, _pairs[i].Step);
        }
    }

    private sealed class Pair(int length)
    {
        public double[] Step { get; } = new double[length];

        public double[] GradientChange { get; } = new double[length];

        /// <summary>Step . gradient change.</summary>
        public double Curvature { get; set; }

        /// <summary>Step . gradient change / |gradient change|^2: the inverse Hessian's scale.</summary>
        public double Scale { get; set; }
    }
}
