using System.Collections.Immutable;

namespace Graft;

/// <summary>Splits and folds that keep rows of one group together, such as photos of one plant, and the classes in proportion as far as that allows.</summary>
public static class StratifiedGroups
{
    /// <summary>Splits into training and test rows, the same way for the same arguments on every machine and version.</summary>
    /// <param name="labels">Label of each row.</param>
    /// <param name="labelNames">Class names in label order; those without rows are passed over.</param>
    /// <param name="groups">Group of each row.</param>
    /// <param name="testFraction">Share of each class that is aimed at for the test, in [0, 1). With 0 all rows are for training.</param>
    /// <param name="seed">Decides between groups that are alike.</param>
    /// <exception cref="ArgumentException">A label, <paramref name="testFraction"/> or the number of groups is out of range.</exception>
    /// <exception cref="TrainingDataException">A class lies in one group, or groups of several classes leave no way.</exception>
    public static Split Split(ImmutableArray<int> labels, ImmutableArray<string> labelNames, ImmutableArray<string> groups, double testFraction, int seed)
    {
        if (!(testFraction is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "A test fraction is at least 0 and less than 1.");
        RequireGroups(labels, groups);
        if (testFraction == 0)
            return new Split([.. Enumerable.Range(0, labels.Length)], []);
        return StratifiedFolds.Splits(GroupPlacement.PartOfRow(labels, groups, labelNames, [1 - testFraction, testFraction], seed), 2)[1];
    }

    /// <summary>Cuts into folds, each of which is tested on once, the same way for the same arguments on every machine and version.</summary>
    /// <param name="labels">Label of each row.</param>
    /// <param name="labelNames">Class names in label order; those without rows are passed over.</param>
    /// <param name="groups">Group of each row.</param>
    /// <param name="folds">How many, at least 2.</param>
    /// <param name="seed">Decides between groups that are alike.</param>
    /// <returns>For each fold the rows to train on, which are of every class, and those to test on.</returns>
    /// <exception cref="ArgumentException">A label or a number is out of range.</exception>
    /// <exception cref="TrainingDataException">There are fewer groups than folds, a class lies in one group, or groups of several classes leave no way.</exception>
    public static ImmutableArray<Split> Folds(ImmutableArray<int> labels, ImmutableArray<string> labelNames, ImmutableArray<string> groups, int folds, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        RequireGroups(labels, groups);
        return StratifiedFolds.Splits(
            GroupPlacement.PartOfRow(labels, groups, labelNames, [.. Enumerable.Repeat(1.0 / folds, folds)], seed), folds);
    }

    private static void RequireGroups(ImmutableArray<int> labels, ImmutableArray<string> groups)
    {
        if (groups.IsDefault || groups.Length != labels.Length)
            throw new ArgumentException($"{(groups.IsDefault ? 0 : groups.Length)} groups for {labels.Length} rows.", nameof(groups));
    }
}
