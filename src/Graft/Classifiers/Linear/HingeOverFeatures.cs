namespace Graft;

/// <summary>
/// Dual coordinate descent over the features, for all classes at once: the rows come in blocks, and each class goes through
/// a block in an order of its own (Yu et al. 2010 show that this converges for rows that do not fit into memory). Classes
/// share out threads.
/// </summary>
internal sealed class HingeOverFeatures
{
    // The gap takes the scores of all rows under the same weights, half a pass.
    private const int PassesPerCheck = 5;

    private readonly DesignMatrix _matrix;
    private readonly OneVersusRest _problems;
    private readonly LinearTask _task;
    private readonly ParallelOptions _parallel;
    private readonly double[][] _weights;
    private readonly double[] _intercepts;
    private readonly double[][] _alphas;
    private readonly double[] _squares;
    private readonly Xoshiro256[] _random;
    private readonly float[] _block;
    private readonly double _c;

    public HingeOverFeatures(DesignMatrix matrix, OneVersusRest problems, LinearTask task, ParallelOptions parallel)
    {
        (_matrix, _problems, _task, _parallel) = (matrix, problems, task, parallel);
        _weights = [.. Enumerable.Range(0, problems.Count).Select(_ => new double[matrix.ColumnCount])];
        _alphas = [.. Enumerable.Range(0, problems.Count).Select(_ => new double[matrix.RowCount])];
        _random = [.. Enumerable.Range(0, problems.Count).Select(problem => new Xoshiro256(0, problem))];
        _intercepts = new double[problems.Count];
        _squares = new double[matrix.RowCount];
        _block = new float[checked(Math.Min(matrix.RowCount, FeatureRows.RowsPerBlock(matrix.ColumnCount)) * Stride)];
        _c = 1 / (task.Penalty * matrix.RowCount);
    }

    private int Stride => MatrixKernels.Padded(_matrix.ColumnCount);

    /// <summary>Descends until the gap is small enough.</summary>
    public LinearSolution Run()
    {
        var done = 0;
        var ends = Check(done);
        while (ends.Any(end => !end.IsDone(_task)) && done < _task.MaxIterations)
        {
            foreach (var block in _matrix.Blocks())
            {
                Prepare(block);
                Parallel.For(0, _problems.Count, _parallel, problem => Pass(problem, block));
            }

            if (++done % PassesPerCheck == 0 || done == _task.MaxIterations)
                ends = Check(done);
        }

        var intercepts = Array.ConvertAll(_intercepts, value => value * _task.InterceptScaling);
        return HingeEnd.Sum(ends, _task) with { Weights = [.. _weights.SelectMany(row => row)], Intercepts = intercepts };
    }

    /// <summary>Centres a block once for all classes.</summary>
    private void Prepare(FeatureBlock block) => Parallel.For(0, block.RowCount, _parallel, r =>
    {
        _matrix.CopyTile(block.Values.Span, r, 1, 0, _matrix.ColumnCount, _block.AsSpan(r * Stride, Stride), Stride);
        if (_squares[block.FirstRow + r] == 0)
            _squares[block.FirstRow + r] = DoubleSums.Squares(Row(r)) + _task.InterceptScaling * _task.InterceptScaling;
    });

    private void Pass(int problem, FeatureBlock block)
    {
        var order = Enumerable.Range(0, block.RowCount).ToArray();
        _random[problem].Shuffle(order);
        foreach (var r in order)
            Step(problem, block.FirstRow + r, Row(r));
    }

    private void Step(int problem, int row, ReadOnlySpan<float> features)
    {
        var alphas = _alphas[problem];
        var sign = Sign(row, problem);
        var slope = sign * Score(problem, features) - 1;
        var alpha = Math.Clamp(alphas[row] - slope / _squares[row], 0, _c * _problems.Weight(row, problem));
        if (alpha == alphas[row])
            return;
        var change = (alpha - alphas[row]) * sign;
        VectorMath.AddScaled(_weights[problem], change, features);
        _intercepts[problem] += change * _task.InterceptScaling;
        alphas[row] = alpha;
    }

    private HingeEnd[] Check(int iterations)
    {
        var losses = new double[_problems.Count];
        foreach (var block in _matrix.Blocks())
        {
            Prepare(block);
            Parallel.For(0, _problems.Count, _parallel, problem =>
            {
                for (var r = 0; r < block.RowCount; r++)
                {
                    var row = block.FirstRow + r;
                    losses[problem] += _c * _problems.Weight(row, problem) * Math.Max(0, 1 - Sign(row, problem) * Score(problem, Row(r)));
                }
            });
        }

        return [.. losses.Select((loss, problem) =>
        {
            var norm = VectorMath.Dot(_weights[problem], _weights[problem]) + _intercepts[problem] * _intercepts[problem];
            return new HingeEnd(loss + norm / 2, loss + norm - _alphas[problem].Sum(), iterations);
        })];
    }

    private double Score(int problem, ReadOnlySpan<float> features) =>
        VectorMath.Dot(_weights[problem], features) + _intercepts[problem] * _task.InterceptScaling;

    private double Sign(int row, int problem) => _problems.IsOwn(row, problem) ? 1 : -1;

    private ReadOnlySpan<float> Row(int rowInBlock) => _block.AsSpan(rowInBlock * Stride, _matrix.ColumnCount);
}
