using System.Collections.Immutable;

namespace Graft;

/// <summary>Fits each candidate on each fold by itself, one after the other; a fit makes use of all threads alone.</summary>
internal sealed class SeparateFits : ICandidateFits
{
    /// <inheritdoc/>
    public void Run(
        IFeatureRows rows,
        ImmutableArray<ClassifierOptions> candidates,
        ImmutableArray<Split> folds,
        ImmutableArray<double> sampleWeights,
        Action<HeldOutScores> done,
        CancellationToken cancellationToken)
    {
        // All folds of a candidate before the next one, so that whoever stops the search has finished ones.
        for (var candidate = 0; candidate < candidates.Length; candidate++)
        {
            for (var fold = 0; fold < folds.Length; fold++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (options, trainRows) = (candidates[candidate], folds[fold].TrainRows);
                var classifier = options.Fit(rows.Select(trainRows), RowWeights.Select(sampleWeights, trainRows), cancellationToken);
                var scores = HeldOut.Scores(classifier, rows.Select(folds[fold].TestRows), options.Parallel(cancellationToken));
                done(new HeldOutScores(candidate, fold, scores, classifier.FitSummary?.Converged ?? true));
            }
        }
    }
}
