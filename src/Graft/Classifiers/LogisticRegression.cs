namespace Graft;

/// <summary>Multinomial logistic regression with an L2 penalty, equal to scikit-learn's.</summary>
public static class LogisticRegression
{
    // Evaluations that a fit takes, more or less; what decides between the two forms of the problem.
    private const double TypicalEvaluations = 40;

    /// <summary>
    /// Finds the weights W and intercepts b that minimise C * sum over n of -log softmax(W x_n + b)[y_n] + |W|^2 / 2.
    /// Intercepts are not penalised.
    /// </summary>
    /// <remarks>
    /// <para>
    /// With two classes the penalty is |w1 - w0|^2 / 2, twice as strong, which makes the probabilities those of scikit-learn's
    /// binary LogisticRegression with the same C; its coefficients are w1 - w0.
    /// </para>
    /// <para>
    /// Solved by L-BFGS, in the space of the samples where that is cheaper than in the space of the features; see
    /// <c>GramLogisticLoss</c>. The result is bit-identical whatever the number of threads.
    /// </para>
    /// </remarks>
    /// <param name="train">Samples of at least two classes; every class name needs at least one.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="cancellationToken">Looked at before each evaluation.</param>
    /// <returns>The classifier; <see cref="LinearClassifier.FitSummary"/> says whether the fit converged.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">Too few samples or classes, or features that are not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LinearClassifier Fit(
        FeatureSet train, LogisticRegressionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new();
        Require(options);
        TrainingChecks.Require(train);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads ?? -1,
            CancellationToken = cancellationToken,
        };
        var features = new CenteredFeatures(train, options.Standardize, parallel);
        var classCount = train.LabelNames.Length;
        var penalty = (classCount == 2 ? 2 : 1) / (options.C * train.SampleCount);
        var (result, weights, intercepts) = IsGramCheaper(train.SampleCount, train.FeatureCount, classCount)
            ? GramFit(features, [.. train.Labels], classCount, penalty, options, parallel)
            : DirectFit(features, [.. train.Labels], classCount, penalty, options, parallel);
        var summary = new FitSummary(
            result.Converged, result.Iterations, result.Value * options.C * train.SampleCount, result.RelativeGap);
        return ToClassifier(features, weights, intercepts, train, summary);
    }

    /// <summary>Counts multiplications: making the Gram matrix costs N^2 D / 2, and saves 2 N D K - N^2 K an evaluation.</summary>
    private static bool IsGramCheaper(double n, double d, double k) =>
        n < d && n * n * d / 2 + TypicalEvaluations * n * n * k < TypicalEvaluations * 2 * n * d * k;

    private static Solution DirectFit(
        CenteredFeatures features, int[] labels, int classCount, double penalty, LogisticRegressionOptions options, ParallelOptions parallel)
    {
        var loss = new LogisticLoss(features, labels, classCount, penalty, parallel);
        var result = Lbfgs.Minimize(loss, options.Tolerance, options.MaxIterations);
        return new(result, result.Point[..^classCount], result.Point[^classCount..]);
    }

    private static Solution GramFit(
        CenteredFeatures features, int[] labels, int classCount, double penalty, LogisticRegressionOptions options, ParallelOptions parallel)
    {
        var loss = new GramLogisticLoss(GramMatrix.Of(features, parallel), labels, classCount, penalty, parallel);
        var result = Lbfgs.Minimize(loss, options.Tolerance, options.MaxIterations);
        var (coefficients, intercepts) = loss.Split(result.Point);
        var weights = new double[checked(classCount * features.ColumnCount)];
        features.Combine([.. coefficients.Select(value => (float)value)], classCount, weights, parallel);
        return new(result, weights, intercepts);
    }

    private static LinearClassifier ToClassifier(
        CenteredFeatures features, double[] weights, double[] intercepts, FeatureSet train, FitSummary summary)
    {
        var rawIntercepts = new float[train.LabelNames.Length];
        for (var k = 0; k < rawIntercepts.Length; k++)
            rawIntercepts[k] = (float)features.MapBack(weights.AsSpan(k * train.FeatureCount, train.FeatureCount), intercepts[k]);
        return new LinearClassifier(
            Array.ConvertAll(weights, value => (float)value), rawIntercepts, train.LabelNames, train.Recipe, summary);
    }

    private static void Require(LogisticRegressionOptions options)
    {
        if (!(options.C > 0 && double.IsFinite(options.C)))
            throw new ArgumentOutOfRangeException(nameof(options), options.C, "C must be more than 0 and finite.");
        if (!(options.Tolerance > 0))
            throw new ArgumentOutOfRangeException(nameof(options), options.Tolerance, "Tolerance must be more than 0.");
        if (options.MaxIterations < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxIterations, "MaxIterations must be at least 1.");
        if (options.Threads < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.Threads, "Threads must be at least 1.");
    }

    private sealed record Solution(LbfgsResult Result, double[] Weights, double[] Intercepts);
}
