using System.Collections.Immutable;

namespace Graft;

/// <summary>Linear support vector machine, one class against the rest, equal to scikit-learn's <c>LinearSVC</c>.</summary>
public static class LinearSvm
{
    /// <summary>
    /// Finds for each class the weights w and the intercept s v that minimise C * sum over n of s_n * loss(y_n (w x_n + s v)) +
    /// (|w|^2 + v^2) / 2, with y_n = 1 for rows of the class and -1 for others, s_n the weight of the row, and s the
    /// intercept's scaling. With two classes one such problem tells them apart.
    /// </summary>
    /// <remarks>
    /// <para>
    /// With class weights, C is multiplied for rows of the class itself; those of the rest count 1, as in liblinear (Fan et
    /// al. 2008), unless there are two classes.
    /// </para>
    /// <para>
    /// The squared hinge is minimised by L-BFGS, the hinge by dual coordinate descent (Hsieh et al. 2008), either over the
    /// span of the rows or over the features; <see cref="FitSummary.Method"/> says which. The result is bit-identical
    /// whatever the number of threads.
    /// </para>
    /// </remarks>
    /// <param name="train">Rows of at least two classes; every class name needs at least one.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="sampleWeights">How much each row counts, at least 0 and finite; default when all count 1.</param>
    /// <param name="cancellationToken">Looked at in each evaluation.</param>
    /// <returns>The classifier; its probabilities are a softmax of the scores unless it is calibrated.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">
    /// Too few samples or classes, features that are not finite, or more than the memory holds.
    /// </exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LinearClassifier Fit(
        IFeatureRows train,
        LinearSvmOptions? options = null,
        ImmutableArray<double> sampleWeights = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new();
        Require(options);
        TrainingChecks.Require(train, sampleWeights);
        return new LinearFit(train, options, Task(options, train.RowCount), cancellationToken)
            .Run(LinearModel.SupportVectorMachine, Objective(train, options, sampleWeights));
    }

    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    internal static void Require(LinearSvmOptions options)
    {
        LinearChecks.Require(options, options.C, options.Tolerance, options.MaxIterations);
        if (!(options.InterceptScaling > 0 && double.IsFinite(options.InterceptScaling)))
            throw new ArgumentOutOfRangeException(nameof(options), options.InterceptScaling, "InterceptScaling must be more than 0 and finite.");
        if (!Enum.IsDefined(options.Loss))
            throw new ArgumentOutOfRangeException(nameof(options), options.Loss, "There is no such loss.");
    }

    /// <summary>The size of a fit, if its options are in range.</summary>
    internal static LinearSize SizeOf(IFeatureRows train, LinearSvmOptions options)
    {
        Require(options);
        return LinearSize.Of(train, options.Scaling, train.LabelNames.Length == 2 ? 1 : train.LabelNames.Length, options.Loss == SvmLoss.Hinge);
    }

    /// <summary>What is minimised.</summary>
    internal static ILinearObjective Objective(IFeatureRows train, LinearSvmOptions options, ImmutableArray<double> sampleWeights)
    {
        var problems = new OneVersusRest(
            [.. train.Labels], sampleWeights.IsDefault ? null : [.. sampleWeights], RowWeights.OfClasses(train, options.ClassWeight), train.LabelNames.Length);
        return options.Loss == SvmLoss.Hinge ? new HingeObjective(problems) : new SmoothObjective(new SquaredHingeLoss(problems), 1);
    }

    /// <summary>The penalty, the intercept, and when it is done.</summary>
    internal static LinearTask Task(LinearSvmOptions options, int rowCount) => new()
    {
        Penalty = 1 / (options.C * rowCount),
        IsInterceptPenalized = true,
        InterceptScaling = options.InterceptScaling,
        Tolerance = options.Tolerance,
        MaxIterations = options.MaxIterations,
    };
}
