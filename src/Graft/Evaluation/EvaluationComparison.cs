using System.Collections.Immutable;

namespace Graft;

/// <summary>What two classifiers make of the same samples: which of them only one recognises, and whether that may be chance.</summary>
public sealed record EvaluationComparison
{
    private EvaluationComparison()
    {
    }

    /// <summary>Samples that both recognise.</summary>
    public required int BothCount { get; init; }

    /// <summary>Samples that only the first recognises.</summary>
    public required int OnlyBeforeCount { get; init; }

    /// <summary>Samples that only the second recognises.</summary>
    public required int OnlyAfterCount { get; init; }

    /// <summary>Samples that neither recognises.</summary>
    public required int NeitherCount { get; init; }

    /// <summary>The second's accuracy less the first's, -1 to 1.</summary>
    public double Gain => (double)(OnlyAfterCount - OnlyBeforeCount) / (BothCount + OnlyBeforeCount + OnlyAfterCount + NeitherCount);

    /// <summary>
    /// McNemar's exact test: how probable a difference at least as large, in either direction, is between two classifiers
    /// that are equally good, 0 to 1. 1 where no sample is recognised by only one.
    /// </summary>
    public required double PValue { get; init; }

    /// <summary>Every class that has samples, in the second's order.</summary>
    public required ImmutableArray<ClassChange> Classes { get; init; }

    /// <summary>Compares two evaluations on the same samples in the same order. Classes are matched by name.</summary>
    /// <param name="before">The first classifier's.</param>
    /// <param name="after">The second classifier's.</param>
    /// <exception cref="ArgumentException">They are of other samples: their number, their classes or their order differ.</exception>
    public static EvaluationComparison Of(Evaluation before, Evaluation after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        RequireSameSamples(before, after);
        var missedBefore = before.Mistakes.Select(mistake => mistake.Row).ToHashSet();
        var missedAfter = after.Mistakes.Select(mistake => mistake.Row).ToHashSet();
        var neither = missedBefore.Count(missedAfter.Contains);
        var (onlyBefore, onlyAfter) = (missedAfter.Count - neither, missedBefore.Count - neither);
        var labelsBefore = Labels(before);
        return new EvaluationComparison
        {
            BothCount = before.SampleCount - onlyBefore - onlyAfter - neither,
            OnlyBeforeCount = onlyBefore,
            OnlyAfterCount = onlyAfter,
            NeitherCount = neither,
            PValue = ExactMcNemar.PValue(onlyBefore, onlyAfter),
            Classes =
            [
                .. Enumerable.Range(0, after.Classes.Length).Where(label => after.Classes[label].Support > 0).Select(label => new ClassChange(
                    after.Classes[label].Name, Recognised(before, labelsBefore[after.Classes[label].Name]), Recognised(after, label), after.Classes[label].Support)),
            ],
        };
    }

    private static int Recognised(Evaluation evaluation, int label) => evaluation.ConfusionMatrix[label, label];

    private static Dictionary<string, int> Labels(Evaluation evaluation) =>
        Enumerable.Range(0, evaluation.Classes.Length).ToDictionary(label => evaluation.Classes[label].Name, StringComparer.Ordinal);

    /// <summary>As far as evaluations tell: they know the class of a sample only where it was mistaken.</summary>
    private static void RequireSameSamples(Evaluation before, Evaluation after)
    {
        var supports = before.Classes.ToDictionary(item => item.Name, item => item.Support, StringComparer.Ordinal);
        var areSame = before.SampleCount == after.SampleCount
            && after.Classes.All(item => supports.GetValueOrDefault(item.Name) == item.Support)
            && after.Classes.Where(item => item.Support > 0).All(item => supports.ContainsKey(item.Name));
        if (areSame)
        {
            var names = before.Mistakes.ToDictionary(mistake => mistake.Row, mistake => before.Classes[mistake.TrueLabel].Name);
            areSame = after.Mistakes.All(mistake => !names.TryGetValue(mistake.Row, out var name) || name == after.Classes[mistake.TrueLabel].Name);
        }

        if (!areSame)
            throw new ArgumentException($"The evaluations are of other samples: {before.SampleCount} and {after.SampleCount}, or other classes or another order.", nameof(after));
    }
}
