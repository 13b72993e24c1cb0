namespace Graft;

/// <summary>Fits a linear classifier, whichever its loss: chooses the way, prepares the rows, minimises, maps the weights back.</summary>
internal sealed class LinearFit
{
    // Each makes what is left of the rounding of inner products a millionth.
    private const int Corrections = 3;

    private readonly IFeatureRows _train;
    private readonly ClassifierOptions _options;
    private readonly LinearTask _task;
    private readonly ParallelOptions _parallel;

    /// <param name="train">Rows of at least two classes.</param>
    /// <param name="options">Scaling, threads and memory.</param>
    /// <param name="task">Penalty and intercept.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public LinearFit(IFeatureRows train, ClassifierOptions options, LinearTask task, CancellationToken cancellationToken)
    {
        (_train, _options, _task, _parallel) = (train, options, task, options.Parallel(cancellationToken));
    }

    /// <summary>Forces a way, for tests of each; null to choose.</summary>
    public LinearPlan? Plan { get; init; }

    /// <summary>Minimises.</summary>
    /// <param name="model">Which kind of classifier is made.</param>
    /// <param name="objective">What is minimised, directly or in the span of the rows.</param>
    public LinearClassifier Run(LinearModel model, ILinearObjective objective)
    {
        var size = LinearSize.Of(_train, _options.Scaling, objective.Count, objective.IsSharp);
        var plan = Plan ?? LinearPlan.Choose(size, _options.MemoryLimit);
        var matrix = new DesignMatrix(_train, _options.Scaling, plan.IsInMemory);
        Prepare(matrix, objective, _options.Scaling);
        var solution = plan.UsesGram ? OverRows(matrix, objective, plan) : OverFeatures(matrix, objective, plan);
        var summary = new FitSummary(solution.Converged, plan.Describe(size))
        {
            Iterations = solution.Iterations,
            Loss = solution.MeanLoss / _task.Penalty * objective.PenaltyFactor,
            RelativeGap = solution.RelativeGap,
        };
        return LinearResult.ToClassifier(model, matrix, solution, _train, _options.Scaling, summary);
    }

    /// <summary>Sees to it that rows are centred where they are to be.</summary>
    public static void Prepare(DesignMatrix matrix, ILinearObjective objective, FeatureScaling scaling)
    {
        if (objective.TakesCenteredRows || scaling == FeatureScaling.Standardize)
            matrix.Center(scaling == FeatureScaling.Standardize);
        else
            matrix.LeaveAsItIs();
    }

    private LinearSolution OverFeatures(DesignMatrix matrix, ILinearObjective objective, LinearPlan plan)
    {
        matrix.Measure(_parallel);
        return objective.Minimize(matrix, _task, null, plan.PairCount, _parallel);
    }

    private LinearSolution OverRows(DesignMatrix matrix, ILinearObjective objective, LinearPlan plan)
    {
        if (plan.IsInMemory)
            matrix.Measure(_parallel);
        // Whether the mean matters is known beforehand, what it is only when the columns were read.
        var hasMean = _task.IsInterceptPenalized && objective.TakesCenteredRows && _options.Scaling != FeatureScaling.Standardize;
        var gram = GramMatrix.Of(matrix, plan.ColumnsAtATime, _parallel, hasMean ? 1 : 0);
        if (hasMean)
            AddMean(gram, matrix.ProductsWithMean(_parallel), matrix.MeanSquare);
        else if (_task.IsInterceptPenalized && !objective.TakesCenteredRows)
            AddFeature(gram, _task.InterceptScaling);
        var solution = objective.Minimize(gram, _task, null, _parallel);
        var mapped = LinearResult.MapBack(matrix, solution, _task, !objective.TakesCenteredRows, _parallel);
        for (var correction = 0; correction < Corrections && objective.IsSharp && solution.Iterations < _task.MaxIterations; correction++)
        {
            var rest = _task with { MaxIterations = _task.MaxIterations - solution.Iterations };
            var corrected = objective.Minimize(gram, rest, solution with { Scores = LinearResult.Scores(matrix, mapped, _parallel) }, _parallel);
            solution = corrected with { Iterations = solution.Iterations + corrected.Iterations };
            mapped = LinearResult.MapBack(matrix, solution, _task, !objective.TakesCenteredRows, _parallel);
            if (corrected.Iterations == 0)
                break;
        }

        return mapped;
    }

    /// <summary>One more feature, of the same value in every row, whose weight is the intercept.</summary>
    internal static void AddFeature(float[] gram, double value)
    {
        for (var i = 0; i < gram.Length; i++)
            gram[i] = (float)(gram[i] + value * value);
    }

    /// <summary>Fills the row that there is room for with the mean and its products.</summary>
    internal static void AddMean(float[] gram, double[] products, double meanSquare)
    {
        var n = products.Length;
        for (var i = 0; i < n; i++)
            gram[i * (n + 1) + n] = gram[n * (n + 1) + i] = (float)products[i];
        gram[^1] = (float)meanSquare;
    }
}
