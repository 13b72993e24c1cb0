using System.Collections.Immutable;

namespace Graft;

/// <summary>Decides how candidates are fitted.</summary>
internal static class CandidateFits
{
    /// <summary>Fits every candidate on every fold, whatever way; indices of <paramref name="done"/> are those of <paramref name="candidates"/>.</summary>
    public static void Run(
        IFeatureRows rows,
        ImmutableArray<ClassifierOptions> candidates,
        ImmutableArray<Split> folds,
        ImmutableArray<double> sampleWeights,
        Action<HeldOutScores> done,
        CancellationToken cancellationToken)
    {
        foreach (var (fits, chosen) in For(candidates, rows, folds))
        {
            fits.Run(
                rows, [.. chosen.Select(candidate => candidates[candidate])], folds, sampleWeights,
                scores => done(scores with { Candidate = chosen[scores.Candidate] }), cancellationToken);
        }
    }

    /// <summary>Puts candidates that share work together.</summary>
    /// <param name="candidates">All candidates.</param>
    /// <param name="rows">What they are fitted on.</param>
    /// <param name="folds">Training and test rows of each fold.</param>
    /// <returns>Ways to fit, and which candidates go which way; each candidate once.</returns>
    internal static ImmutableArray<(ICandidateFits Fits, ImmutableArray<int> Candidates)> For(
        ImmutableArray<ClassifierOptions> candidates, IFeatureRows rows, ImmutableArray<Split> folds)
    {
        var linear = Enumerable.Range(0, candidates.Length).Where(index => LinearCandidate.IsLinear(candidates[index])).ToImmutableArray();
        var shared = linear.IsEmpty ? null : Shared([.. linear.Select(index => candidates[index])], rows, folds);
        if (shared is null)
            return [(new SeparateFits(), [.. Enumerable.Range(0, candidates.Length)])];
        var others = Enumerable.Range(0, candidates.Length).Except(linear).ToImmutableArray();
        return others.IsEmpty ? [(shared, linear)] : [(shared, linear), (new SeparateFits(), others)];
    }

    /// <summary>The cheaper of the two ways that fits into memory; null when none does.</summary>
    private static ICandidateFits? Shared(ImmutableArray<ClassifierOptions> linear, IFeatureRows rows, ImmutableArray<Split> folds)
    {
        var (n, d, classCount) = ((long)rows.RowCount, (long)rows.FeatureCount, rows.LabelNames.Length);
        var size = new LinearSize(n, d, classCount, sizeof(float) * n * d);
        var available = MemoryBudget.ForData(linear[0].MemoryLimit);
        var gram = n * n > Array.MaxLength ? null : Ways().FirstOrDefault(way => GramFits.Memory(size, linear[0].ThreadCount, way.IsInMemory, way.Columns) <= available) is { Columns: > 0 } way
            ? new GramFits(way.IsInMemory, way.Columns)
            : null;
        var direct = n * d <= Array.MaxLength && DirectFits.Memory(size) <= available ? new DirectFits() : null;
        if (gram is null || direct is null)
            return gram is null ? direct : gram;
        double trained = folds.Max(fold => fold.TrainRows.Length);
        var grams = linear.Select(options => options.Scaling).Distinct().Sum(scaling => scaling == FeatureScaling.Standardize ? folds.Length : 1);
        var evaluations = LinearPlan.TypicalEvaluations * folds.Length * linear.Length * MatrixKernels.Padded(classCount);
        return evaluations * trained * 2 * d < (grams * n * n * d / 2.0) + (evaluations * trained * trained) ? direct : gram;

        static IEnumerable<(bool IsInMemory, int Columns)> Ways() =>
            [.. GramMatrix.ColumnChoices.Select(columns => (true, columns)), .. GramMatrix.ColumnChoices.Select(columns => (false, columns))];
    }
}
