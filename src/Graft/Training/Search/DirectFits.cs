using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Fits of linear classifiers over the features, for rows that are many beside them: the rows are read once, and each C
/// begins where the next smaller one ended, but with the hinge. Each fit takes all threads.
/// </summary>
internal sealed class DirectFits : ICandidateFits
{
    /// <summary>Bytes that it takes: the rows, those of a fold as they are and scaled, and the fit.</summary>
    public static long Memory(LinearSize size) =>
        size.ListBytes + 3 * sizeof(float) * size.Rows * size.Columns + size.ResultBytes
        + DirectLoss.Memory(size.Rows, size.Columns, size.Classes) + Lbfgs.Memory((size.Columns + 1) * size.Classes, Lbfgs.UsualPairs);

    public void Run(
        IFeatureRows rows,
        ImmutableArray<ClassifierOptions> candidates,
        ImmutableArray<Split> folds,
        ImmutableArray<double> sampleWeights,
        Action<HeldOutScores> done,
        CancellationToken cancellationToken)
    {
        var linear = LinearCandidate.All(candidates, rows, sampleWeights);
        var parallel = candidates[0].Parallel(cancellationToken);
        var set = rows.ToSet();
        for (var fold = 0; fold < folds.Length; fold++)
        {
            var (train, test) = (set.Select(folds[fold].TrainRows.AsSpan()), set.Select(folds[fold].TestRows.AsSpan()));
            var weights = RowWeights.Select(sampleWeights, folds[fold].TrainRows);
            foreach (var scaled in linear.GroupBy(candidate => candidate.Options.Scaling))
            {
                var matrix = new DesignMatrix(train, scaled.Key, inMemory: true);
                foreach (var chain in LinearCandidate.Chains(scaled))
                    RunChain(matrix, train, test, weights, chain, (index, scores, converged) => done(new HeldOutScores(index, fold, scores, converged)), parallel);
            }
        }
    }

    private static void RunChain(
        DesignMatrix matrix,
        FeatureSet train,
        FeatureSet test,
        ImmutableArray<double> weights,
        ImmutableArray<LinearCandidate> chain,
        Action<int, float[], bool> done,
        ParallelOptions parallel)
    {
        var classCount = train.LabelNames.Length;
        var objective = chain[0].Objective(train, weights);
        LinearFit.Prepare(matrix, objective, chain[0].Options.Scaling);
        matrix.Measure(parallel);
        LinearSolution? solution = null;
        foreach (var candidate in chain)
        {
            solution = objective.Minimize(matrix, candidate.Task(train.RowCount, classCount), solution, Lbfgs.UsualPairs, parallel);
            var copy = solution with { Weights = [.. solution.Weights] };
            var model = candidate.Options is LogisticRegressionOptions ? LinearModel.LogisticRegression : LinearModel.SupportVectorMachine;
            var classifier = LinearResult.ToClassifier(model, matrix, copy, train, candidate.Options.Scaling, new FitSummary(solution.Converged, ""));
            done(candidate.Index, HeldOut.Scores(classifier, test, parallel), solution.Converged);
        }
    }
}
