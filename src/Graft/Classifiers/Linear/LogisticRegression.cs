using System.Collections.Immutable;

namespace Graft;

/// <summary>Multinomial logistic regression with an L2 penalty, equal to scikit-learn's.</summary>
public static class LogisticRegression
{
    /// <summary>
    /// Finds the weights W and intercepts b that minimise C * sum over n of s_n * -log softmax(W x_n + b)[y_n] + |W|^2 / 2,
    /// with s_n the weight of the row. Intercepts are not penalised.
    /// </summary>
    /// <remarks>
    /// <para>
    /// With two classes the penalty is |w1 - w0|^2 / 2, twice as strong, which makes the probabilities those of scikit-learn's
    /// binary LogisticRegression with the same C; its coefficients are w1 - w0.
    /// </para>
    /// <para>
    /// Solved by L-BFGS, over the span of the rows where that is cheaper than over the features, and in passes over a file
    /// where the rows do not fit into memory; <see cref="FitSummary.Method"/> says which. The result is bit-identical
    /// whatever the number of threads.
    /// </para>
    /// </remarks>
    /// <param name="train">Rows of at least two classes; every class name needs at least one.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="sampleWeights">How much each row counts, at least 0 and finite; default when all count 1.</param>
    /// <param name="cancellationToken">Looked at in each evaluation.</param>
    /// <returns>The classifier; <see cref="Classifier.FitSummary"/> says whether the fit converged.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">
    /// Too few samples or classes, features that are not finite, or more than the memory holds.
    /// </exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LinearClassifier Fit(
        IFeatureRows train,
        LogisticRegressionOptions? options = null,
        ImmutableArray<double> sampleWeights = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new();
        LinearChecks.Require(options, options.C, options.Tolerance, options.MaxIterations);
        TrainingChecks.Require(train, sampleWeights);
        var task = Task(options, train.RowCount, train.LabelNames.Length);
        return new LinearFit(train, options, task, cancellationToken).Run(LinearModel.LogisticRegression, Objective(train, options, sampleWeights));
    }

    /// <summary>The size of a fit, if its options are in range.</summary>
    internal static LinearSize SizeOf(IFeatureRows train, LogisticRegressionOptions options)
    {
        LinearChecks.Require(options, options.C, options.Tolerance, options.MaxIterations);
        return LinearSize.Of(train, options.Scaling, train.LabelNames.Length, isSharp: false);
    }

    /// <summary>What is minimised.</summary>
    internal static ILinearObjective Objective(IFeatureRows train, LogisticRegressionOptions options, ImmutableArray<double> sampleWeights)
    {
        var classCount = train.LabelNames.Length;
        return new SmoothObjective(
            new SoftmaxLoss([.. train.Labels], RowWeights.Of(train, options.ClassWeight, sampleWeights), classCount), Factor(classCount));
    }

    /// <summary>The penalty, and when it is done.</summary>
    internal static LinearTask Task(LogisticRegressionOptions options, int rowCount, int classCount) => new()
    {
        Penalty = Factor(classCount) / (options.C * rowCount),
        Tolerance = options.Tolerance,
        MaxIterations = options.MaxIterations,
    };

    private static double Factor(int classCount) => classCount == 2 ? 2 : 1;
}
