using System.Collections.Immutable;

namespace Graft;

/// <summary>Linear classifiers of one fold, fitted over the span of its training rows.</summary>
internal sealed unsafe class GramFoldFits(
    SharedGram gram, IFeatureRows rows, Split fold, ImmutableArray<double> sampleWeights, int threads, CancellationToken cancellationToken)
{
    private const int DepthTile = 1024;

    private readonly IFeatureRows _train = rows.Select(fold.TrainRows);
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };

    /// <summary>Fits candidates that differ only in C, in ascending order of it.</summary>
    /// <returns>Index, scores of the test rows, and whether the fit converged, of each.</returns>
    public IEnumerable<(int Index, float[] Scores, bool Converged)> Run(ImmutableArray<LinearCandidate> chain)
    {
        var classCount = rows.LabelNames.Length;
        var objective = chain[0].Objective(_train, RowWeights.Select(sampleWeights, fold.TrainRows));
        var first = chain[0].Task(_train.RowCount, classCount);
        var constant = first.InterceptScaling * first.InterceptScaling;
        var trainRows = fold.TrainRows.AsSpan();
        var testRows = fold.TestRows.AsSpan();
        var isFeature = !objective.TakesCenteredRows;
        var withMean = first.IsInterceptPenalized && gram.HasMean;
        var trainProducts = isFeature ? gram.Products(trainRows, trainRows, constant) : gram.CenteredProducts(trainRows, trainRows, withMean, isSquare: true);
        var testProducts = isFeature ? gram.Products(testRows, trainRows, constant) : gram.CenteredProducts(testRows, trainRows, withMean, isSquare: false);
        return Fit();

        IEnumerable<(int, float[], bool)> Fit()
        {
            LinearSolution? solution = null;
            foreach (var candidate in chain)
            {
                solution = objective.Minimize(trainProducts, candidate.Task(_train.RowCount, classCount), solution, _parallel);
                yield return (candidate.Index, LinearCandidate.BothClasses(Scores(testProducts, solution), objective.Count), solution.Converged);
            }
        }
    }

    /// <summary>Products with the training rows times their coefficients, plus intercepts.</summary>
    private float[] Scores(float[] testProducts, LinearSolution solution)
    {
        var count = solution.Intercepts.Length;
        var n = solution.Weights.Length / count;
        var padded = MatrixKernels.Padded(count);
        var coefficients = LinearResult.Padded(solution.Weights, count);
        var sums = new double[fold.TestRows.Length * padded];
        fixed (float* products = testProducts, factors = coefficients)
        fixed (double* target = sums)
        {
            for (var depth = 0; depth < n; depth += DepthTile)
            {
                MatrixKernels.AddProduct(
                    products + depth, n, 1, fold.TestRows.Length,
                    factors + (nint)depth * padded, padded, Math.Min(DepthTile, n - depth), padded, target, padded);
            }
        }

        var scores = new float[fold.TestRows.Length * count];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = (float)(sums[i / count * padded + i % count] + solution.Intercepts[i % count]);
        return scores;
    }
}
