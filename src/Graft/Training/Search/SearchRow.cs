using System.Collections.Immutable;

namespace Graft;

/// <summary>How one setting did in the cross-validation.</summary>
public sealed record SearchRow
{
    /// <summary>Name of the kind of classifier, such as <c>logistic</c>.</summary>
    public required string Classifier { get; init; }

    /// <summary>What it does with rows first, such as <c>sqrt-l2</c>.</summary>
    public required string Scaling { get; init; }

    /// <summary>Its options by their names on the command line, such as <c>c=1</c>.</summary>
    public required string Settings { get; init; }

    /// <summary>
    /// Share of the test rows of each fold that were recognised; the folds of the first repeat come first. NaN for folds that
    /// a search which is not finished has not come to.
    /// </summary>
    public required ImmutableArray<double> FoldAccuracies { get; init; }

    /// <summary>Mean of <see cref="FoldAccuracies"/>, of those there are.</summary>
    public required double Mean { get; init; }

    /// <summary>Population standard deviation of <see cref="FoldAccuracies"/>, as scikit-learn's <c>std_test_score</c>.</summary>
    public required double Deviation { get; init; }

    /// <summary>1 for the best; settings with the same mean have the same rank.</summary>
    public required int Rank { get; init; }

    /// <summary>Whether every fit reached its tolerance.</summary>
    public required bool Converged { get; init; }

    /// <summary>Whether every fold is done.</summary>
    internal bool IsComplete => !FoldAccuracies.Any(double.IsNaN);

    internal static SearchRow Of(ClassifierOptions candidate, ImmutableArray<double> accuracies, bool converged)
    {
        var known = accuracies.Where(accuracy => !double.IsNaN(accuracy)).ToList();
        var mean = known.Average();
        return new SearchRow
        {
            Classifier = candidate.Name,
            Scaling = OptionTexts.Scaling(candidate.Scaling),
            Settings = OptionTexts.Settings(candidate),
            FoldAccuracies = accuracies,
            Mean = mean,
            Deviation = Math.Sqrt(known.Average(accuracy => (accuracy - mean) * (accuracy - mean))),
            Rank = 1,
            Converged = converged,
        };
    }
}
