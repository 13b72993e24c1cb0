using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Fits of linear classifiers that share one pass over the rows: the inner products of all pairs are made once for each
/// scaling, those of a fold are taken from them, and each C begins where the next smaller one ended. Folds share out threads.
/// </summary>
/// <remarks>
/// Nothing is taken from a fold's test rows: an inner product is of two rows alone, the mean that is subtracted from all
/// rows beforehand changes roundings and nothing else, and each fold subtracts its own again. Standardising needs deviations,
/// so that each fold then has inner products of its own.
/// </remarks>
/// <param name="isInMemory">Whether the rows are kept in memory while inner products are made of them.</param>
/// <param name="columnsAtATime">Columns that these are made of at a time.</param>
internal sealed class GramFits(bool isInMemory, int columnsAtATime) : ICandidateFits
{
    /// <summary>Bytes that it takes: the rows or blocks of them, all inner products, and for each thread those of a fold with its fit.</summary>
    public static long Memory(LinearSize size, int threads, bool isInMemory, int columnsAtATime)
    {
        var products = sizeof(float) * size.Rows * size.Rows;
        var fold = products + GramLoss.Memory(size.Rows, size.Classes) + Lbfgs.Memory(2 * size.Rows * size.Classes, Lbfgs.UsualPairs);
        var blocks = 2L * FeatureRows.RowsPerBlock((int)size.Columns) * size.Columns * sizeof(float);
        return size.ListBytes + blocks + (isInMemory ? size.RowBytes : 0) + products
            + DesignColumns.Memory(size.Rows, columnsAtATime, isInMemory) + threads * fold;
    }

    public void Run(
        IFeatureRows rows,
        ImmutableArray<ClassifierOptions> candidates,
        ImmutableArray<Split> folds,
        ImmutableArray<double> sampleWeights,
        Action<HeldOutScores> done,
        CancellationToken cancellationToken)
    {
        var linear = LinearCandidate.All(candidates, rows, sampleWeights);
        var (threads, parallel) = (candidates[0].ThreadCount, candidates[0].Parallel(cancellationToken));
        var gate = new Lock();
        foreach (var scaled in linear.GroupBy(candidate => candidate.Options.Scaling))
        {
            var chains = LinearCandidate.Chains(scaled);
            if (scaled.Key == FeatureScaling.Standardize)
            {
                var matrix = new DesignMatrix(rows, scaled.Key, isInMemory);
                for (var fold = 0; fold < folds.Length; fold++)
                    RunChains(SharedGram.Standardized(matrix, folds[fold].TrainRows, columnsAtATime, parallel), [fold], chains);
                continue;
            }

            RunChains(SharedGram.Of(new DesignMatrix(rows, scaled.Key, isInMemory), columnsAtATime, parallel), [.. Enumerable.Range(0, folds.Length)], chains);
        }

        void RunChains(SharedGram gram, int[] foldNumbers, ImmutableArray<ImmutableArray<LinearCandidate>> chains) =>
            Parallel.For(0, foldNumbers.Length * chains.Length, parallel, task =>
            {
                var fold = foldNumbers[task / chains.Length];
                var foldFits = new GramFoldFits(gram, rows, folds[fold], sampleWeights, Math.Max(1, threads / (foldNumbers.Length * chains.Length)), cancellationToken);
                foreach (var (index, scores, converged) in foldFits.Run(chains[task % chains.Length]))
                {
                    lock (gate)
                        done(new HeldOutScores(index, fold, scores, converged));
                }
            });
    }
}
