using System.Collections.Immutable;

namespace Graft;

/// <summary>Cross-validates candidates: all of them on the same folds.</summary>
internal sealed class ClassifierSearch
{
    private readonly ImmutableArray<ClassifierOptions> _candidates;
    private readonly ImmutableArray<Split> _folds;
    private readonly int _repeats;
    private readonly SearchRow?[] _rows;
    private readonly double[][] _accuracies;
    private readonly bool[] _converged;

    private ClassifierSearch(ImmutableArray<ClassifierOptions> candidates, ImmutableArray<Split> folds, int repeats)
    {
        (_candidates, _folds, _repeats) = (candidates, folds, repeats);
        _rows = new SearchRow?[candidates.Length];
        _accuracies = [.. candidates.Select(_ => Enumerable.Repeat(double.NaN, folds.Length).ToArray())];
        _converged = [.. candidates.Select(_ => true)];
    }

    /// <summary>Runs every candidate over every fold.</summary>
    /// <param name="rows">The training rows, and nothing else.</param>
    /// <param name="candidates">Which classifiers.</param>
    /// <param name="folds">Folds of the first repeat, then those of the next; all repeats have as many.</param>
    /// <param name="repeats">How many there are.</param>
    /// <param name="sampleWeights">How much each row counts; default when all count 1.</param>
    /// <param name="progress">Told at the start and of each fit, one at a time.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static SearchTable Run(
        IFeatureRows rows,
        ImmutableArray<ClassifierOptions> candidates,
        ImmutableArray<Split> folds,
        int repeats,
        ImmutableArray<double> sampleWeights,
        IProgress<SearchProgress>? progress,
        CancellationToken cancellationToken)
    {
        var search = new ClassifierSearch(candidates, folds, repeats);
        var (done, total) = (0, candidates.Length * folds.Length);
        var table = search.Table();
        progress?.Report(new SearchProgress(0, total, table));
        CandidateFits.Run(rows, candidates, folds, sampleWeights, Enter, cancellationToken);
        return table;

        void Enter(HeldOutScores scores)
        {
            search.Enter(scores, HeldOut.Accuracy(scores.Scores, rows.Labels, folds[scores.Fold].TestRows, rows.LabelNames.Length));
            table = search.Table();
            progress?.Report(new SearchProgress(++done, total, table));
        }
    }

    private void Enter(HeldOutScores scores, double accuracy)
    {
        var candidate = scores.Candidate;
        _accuracies[candidate][scores.Fold] = accuracy;
        _converged[candidate] &= scores.Converged;
        _rows[candidate] = SearchRow.Of(_candidates[candidate], [.. _accuracies[candidate]], _converged[candidate]);
    }

    private SearchTable Table() => new()
    {
        Folds = _folds.Length / _repeats,
        Repeats = _repeats,
        SettingCount = _candidates.Length,
        Rows = SearchTable.Ranked(_rows.OfType<SearchRow>()),
    };
}
