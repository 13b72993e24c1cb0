using System.Collections.Immutable;

namespace Graft;

/// <summary>Scores of rows by fits that did not see them.</summary>
internal static class OutOfFoldScores
{
    /// <summary>Scores of every row, each by the fit that did not see it; shape (rows, K), row-major.</summary>
    /// <param name="options">How to fit.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="folds">Folds of these that together test each row once.</param>
    /// <param name="sampleWeights">How much each row counts in a fit; default when all count 1.</param>
    /// <param name="done">Told of each fold that is done, one at a time; null for nothing.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static float[] Of(
        ClassifierOptions options, IFeatureRows rows, ImmutableArray<Split> folds, ImmutableArray<double> sampleWeights, Action? done, CancellationToken cancellationToken)
    {
        var classCount = rows.LabelNames.Length;
        var scores = new float[checked(rows.RowCount * classCount)];
        CandidateFits.Run(rows, [options], folds, sampleWeights, Enter, cancellationToken);
        return scores;

        void Enter(HeldOutScores heldOut)
        {
            var tested = folds[heldOut.Fold].TestRows;
            for (var i = 0; i < tested.Length; i++)
                heldOut.Scores.AsSpan(i * classCount, classCount).CopyTo(scores.AsSpan(tested[i] * classCount));
            done?.Invoke();
        }
    }
}
