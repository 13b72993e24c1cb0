using System.Collections.Immutable;

namespace Graft;

/// <summary>Which rows are for what. Made from labels and groups alone, so that it can be tried before anything is computed.</summary>
/// <param name="Split">Training and test rows.</param>
/// <param name="Folds">Folds of the training rows, counted among these; repeat after repeat. Empty without search and calibration.</param>
internal sealed record TrainingPlan(Split Split, ImmutableArray<Split> Folds)
{
    /// <exception cref="TrainingDataException">There are too few rows, or groups, of a class.</exception>
    public static TrainingPlan Of(ImmutableArray<int> labels, ImmutableArray<string> labelNames, TrainingOptions options)
    {
        TrainingOptionChecks.Require(options, labels.Length);
        var groups = options.Groups;
        var split = groups.IsDefault
            ? StratifiedSplit.Of(labels, labelNames, options.TestFraction, options.Seed)
            : StratifiedGroups.Split(labels, labelNames, groups, options.TestFraction, options.Seed);
        var folds = options.Calibrate ? options.CalibrationFolds : options.SearchFolds;
        if (folds == 0)
            return new TrainingPlan(split, []);

        ImmutableArray<int> trainLabels = [.. split.TrainRows.Select(row => labels[row])];
        var trainGroups = groups.IsDefault ? default : split.TrainRows.Select(row => groups[row]).ToImmutableArray();
        return new TrainingPlan(split, [.. Enumerable.Range(0, options.Repeats).SelectMany(repeat => FoldsOf(unchecked(options.Seed + repeat)))]);

        ImmutableArray<Split> FoldsOf(int seed) => groups.IsDefault
            ? StratifiedFolds.Of(trainLabels, labelNames, folds, seed)
            : StratifiedGroups.Folds(trainLabels, labelNames, trainGroups, folds, seed);
    }
}
