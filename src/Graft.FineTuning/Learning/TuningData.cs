using System.Collections.Immutable;

namespace Graft;

/// <summary>Which rows are for what. All are rows of the feature file.</summary>
/// <param name="Labels">Label of every row.</param>
/// <param name="LabelNames">Class names in label order.</param>
/// <param name="Train">Rows to train on.</param>
/// <param name="Validation">Rows that decide when to stop; none with a fraction of 0.</param>
/// <param name="Test">Rows that are kept for the test, the same as <see cref="ClassifierTraining"/> keeps.</param>
internal sealed record TuningData(
    ImmutableArray<int> Labels, ImmutableArray<string> LabelNames, ImmutableArray<int> Train, ImmutableArray<int> Validation, ImmutableArray<int> Test)
{
    /// <exception cref="TrainingDataException">A class has too few photos for the parts.</exception>
    public static TuningData Of(ImmutableArray<int> labels, ImmutableArray<string> labelNames, FineTuningOptions options)
    {
        var split = StratifiedSplit.Of(labels, labelNames, options.TestFraction, options.Seed);
        ImmutableArray<int> others = [.. split.TrainRows.Select(row => labels[row])];
        if (options.ValidationFraction > 0 && others.CountBy(label => label).Where(pair => pair.Value < 2).Select(pair => labelNames[pair.Key]).FirstOrDefault() is { } small)
        {
            throw new TrainingDataException(
                $"Class '{small}' has one photo left for training, and a part to validate on needs one of its own. Add photos, remove the class, or use a validation fraction of 0.");
        }

        var inner = StratifiedSplit.Of(others, labelNames, options.ValidationFraction, options.Seed);
        return new TuningData(
            labels, labelNames, [.. inner.TrainRows.Select(row => split.TrainRows[row])], [.. inner.TestRows.Select(row => split.TrainRows[row])], split.TestRows);
    }
}
