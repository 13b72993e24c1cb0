using System.Collections.Immutable;

namespace Graft.Tests.Support;

/// <summary>The three linear classifiers, fitted in whichever way a test forces.</summary>
internal static class LinearFits
{
    public static readonly LinearPlan OverFeatures = new(false, true, 0, 10);
    public static readonly LinearPlan OverFeaturesInBlocks = new(false, false, 0, 10);
    public static readonly LinearPlan OverRows = new(true, true, 1024, 10);
    public static readonly LinearPlan OverRowsInColumns = new(true, false, 128, 10);

    public static ClassifierOptions Options(string kind, double c, double tolerance = 1e-6, int maxIterations = 10_000) => kind switch
    {
        "logistic" => new LogisticRegressionOptions { C = c, Tolerance = tolerance, MaxIterations = maxIterations },
        "squared hinge" => new LinearSvmOptions { C = c, Tolerance = tolerance, MaxIterations = maxIterations },
        _ => new LinearSvmOptions { C = c, Tolerance = tolerance, MaxIterations = maxIterations, Loss = SvmLoss.Hinge },
    };

    public static LinearClassifier Fit(IFeatureRows rows, ClassifierOptions options, LinearPlan? plan = null, ImmutableArray<double> weights = default)
    {
        var candidate = new LinearCandidate(0, options);
        candidate.Require();
        var task = candidate.Task(rows.RowCount, rows.LabelNames.Length);
        var model = options is LogisticRegressionOptions ? LinearModel.LogisticRegression : LinearModel.SupportVectorMachine;
        return new LinearFit(rows, options, task, TestContext.Current.CancellationToken) { Plan = plan }.Run(model, candidate.Objective(rows, weights));
    }
}
