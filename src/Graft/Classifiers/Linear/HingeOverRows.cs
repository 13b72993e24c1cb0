namespace Graft;

/// <summary>
/// Dual coordinate descent for one class over the span of the rows: the scores of all rows are kept up to date, so that a
/// coefficient that stays costs nothing, and the gap is known after each pass. Once in a while the coefficients that are at
/// neither of their limits are set to their best together, which takes descent very long where rows are alike.
/// </summary>
internal sealed class HingeOverRows
{
    private const int PassesPerJointStep = 10;
    private const int JointSteps = 10;

    // Beyond that a joint step takes too long, and memory.
    private const int MostJointly = 1000;

    // Beside the largest square of a row: inner products are float32, and of rows that are alike the matrix is singular.
    private const double Ridge = 1e-9;

    private readonly float[] _gram;
    private readonly LinearTask _task;
    private readonly int _problem;
    private readonly int _problemCount;
    private readonly double[] _signs;
    private readonly double[] _limits;
    private readonly double[] _alphas;
    private readonly double[] _scores;

    /// <param name="gram">Inner products of the rows, with the intercept's feature; shape (N, N).</param>
    /// <param name="problems">Signs and weights of the rows.</param>
    /// <param name="problem">Which class.</param>
    /// <param name="task">Penalty and tolerance.</param>
    public HingeOverRows(float[] gram, OneVersusRest problems, int problem, LinearTask task)
    {
        (_gram, _task, _problem, _problemCount) = (gram, task, problem, problems.Count);
        var n = problems.Labels.Length;
        _signs = new double[n];
        _limits = new double[n];
        for (var i = 0; i < n; i++)
        {
            _signs[i] = problems.IsOwn(i, problem) ? 1 : -1;
            _limits[i] = problems.Weight(i, problem) / (task.Penalty * n);
        }

        _alphas = new double[n];
        _scores = new double[n];
    }

    private int RowCount => _signs.Length;

    /// <summary>Begins at the coefficients of a like problem, shape (N, K), and the scores that they give, if known.</summary>
    public void Start(double[] coefficients, double[] scores)
    {
        for (var i = 0; i < RowCount; i++)
        {
            _alphas[i] = Math.Clamp(coefficients[i * _problemCount + _problem] * _signs[i], 0, _limits[i]);
            if (scores.Length > 0)
                _scores[i] = scores[i * _problemCount + _problem];
            else if (_alphas[i] != 0)
                VectorMath.AddScaled(_scores, _alphas[i] * _signs[i], Row(i));
        }
    }

    /// <summary>Descends until the gap is small enough.</summary>
    public HingeEnd Run(CancellationToken cancellationToken)
    {
        var order = Enumerable.Range(0, RowCount).ToArray();
        var random = new Xoshiro256(0, _problem);
        var end = End(0);
        while (!end.IsDone(_task) && end.Iterations < _task.MaxIterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(order);
            foreach (var i in order)
                Step(i);
            end = End(end.Iterations + 1);
            for (var i = 0; i < JointSteps && end.Iterations % PassesPerJointStep == 0 && !end.IsDone(_task) && StepJointly(); i++)
                end = End(end.Iterations);
        }

        return end;
    }

    /// <summary>Writes the coefficients of the rows, shape (N, K).</summary>
    public void Write(double[] coefficients)
    {
        for (var i = 0; i < RowCount; i++)
            coefficients[i * _problemCount + _problem] = _alphas[i] * _signs[i];
    }

    private void Step(int i)
    {
        var slope = _signs[i] * _scores[i] - 1;
        var alpha = Math.Clamp(_alphas[i] - slope / _gram[i * RowCount + i], 0, _limits[i]);
        if (alpha == _alphas[i])
            return;
        VectorMath.AddScaled(_scores, (alpha - _alphas[i]) * _signs[i], Row(i));
        _alphas[i] = alpha;
    }

    /// <summary>
    /// Goes from where the coefficients are towards the best of those that are at neither limit, until one meets a limit.
    /// </summary>
    /// <returns>Whether one did, so that there is more to do.</returns>
    private bool StepJointly()
    {
        var free = Enumerable.Range(0, RowCount).Where(i => _alphas[i] > 0 && _alphas[i] < _limits[i]).ToArray();
        if (free.Length is 0 or > MostJointly)
            return false;
        var ridge = Ridge * free.Max(i => _gram[i * RowCount + i]);
        var matrix = new double[free.Length * free.Length];
        var changes = new double[free.Length];
        for (var a = 0; a < free.Length; a++)
        {
            for (var b = 0; b <= a; b++)
                matrix[a * free.Length + b] = _gram[free[a] * RowCount + free[b]] + (a == b ? ridge : 0);
            changes[a] = _signs[free[a]] - _scores[free[a]];
        }

        if (!Cholesky.Solve(matrix, changes))
            return false;
        var length = 1.0;
        var first = -1;
        for (var a = 0; a < free.Length; a++)
        {
            var change = changes[a] * _signs[free[a]];
            var room = change > 0 ? _limits[free[a]] - _alphas[free[a]] : -_alphas[free[a]];
            if (change != 0 && room / change < length)
                (length, first) = (room / change, a);
        }

        for (var a = 0; a < free.Length; a++)
        {
            var i = free[a];
            var alpha = a == first
                ? changes[a] * _signs[i] > 0 ? _limits[i] : 0
                : Math.Clamp(_alphas[i] + length * changes[a] * _signs[i], 0, _limits[i]);
            VectorMath.AddScaled(_scores, (alpha - _alphas[i]) * _signs[i], Row(i));
            _alphas[i] = alpha;
        }

        return first >= 0;
    }

    private HingeEnd End(int iterations)
    {
        double norm = 0, losses = 0, total = 0;
        for (var i = 0; i < RowCount; i++)
        {
            norm += _alphas[i] * _signs[i] * _scores[i];
            losses += _limits[i] * Math.Max(0, 1 - _signs[i] * _scores[i]);
            total += _alphas[i];
        }

        return new HingeEnd(losses + norm / 2, losses + norm - total, iterations);
    }

    private ReadOnlySpan<float> Row(int i) => _gram.AsSpan(i * RowCount, RowCount);
}
