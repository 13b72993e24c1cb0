using System.Collections.Immutable;
using System.Runtime.ExceptionServices;

namespace Graft;

/// <summary>
/// Looks for what is wrong with the data itself: photos that are there twice, labels that are wrong, rows that do not belong,
/// classes that are too small, and files that give their class away. docs/check.md says how.
/// </summary>
public static class DataCheck
{
    // What is usual around a row is taken from nearly as many.
    private const int NeighborCount = 10;

    /// <summary>Looks.</summary>
    /// <param name="rows">At least two.</param>
    /// <param name="options">What for; null for the defaults.</param>
    /// <param name="progress">Told how far it has come, from any thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">There are fewer than two rows, a feature is not finite, they do not go with the classifier, or the memory does not suffice.</exception>
    /// <exception cref="FeatureFileException">A feature file is damaged.</exception>
    /// <exception cref="GraftException">Photos were named, and are not there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static CheckReport Run(IFeatureRows rows, CheckOptions? options = null, IProgress<CheckProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new();
        options.Require();
        if (rows.RowCount < 2)
            throw new TrainingDataException($"There {(rows.RowCount == 1 ? "is 1 row" : "are no rows")} to check; at least 2 are needed. Add photos.");
        if (rows.FeatureCount == 0)
            throw new TrainingDataException("The samples have no features. Extract them from another layer.");
        if (options.Classifier is { } classifier && FeatureRecipe.Difference(rows.Recipe, classifier.Classifier.Recipe) is { } difference)
            throw new TrainingDataException($"The features do not go with the classifier: {difference}. Extract them again, or check without it.");
        try
        {
            return Look(rows, options, (phase, share) => progress?.Report(new CheckProgress(phase, share)), cancellationToken);
        }
        catch (AggregateException e)
        {
            // What one of several threads met comes out as it was.
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
            throw;
        }
    }

    private static CheckReport Look(IFeatureRows rows, CheckOptions options, Action<string, double> progress, CancellationToken cancellationToken)
    {
        // Photos that were named and are not there are told of before the work.
        var (traits, fileNote) = PhotoFiles.Find(rows, options, share => progress("Reading headers", share), cancellationToken);
        var constant = ConstantFeatures.Count(rows, cancellationToken);
        var (graph, overlaps) = Compare(rows, options, share => progress("Comparing rows", share), cancellationToken);
        var isTest = IsTest(rows, options, cancellationToken);
        var pairs = NearDuplicates.Of(graph, rows.RowCount, options.DuplicateShare);
        var (doubtful, doubtNote) = DoubtfulLabels.Find(rows, options, share => progress("Doubting labels", share), cancellationToken);
        var testCount = isTest.Count(test => test);
        return new CheckReport
        {
            RowCount = rows.RowCount,
            FeatureCount = rows.FeatureCount,
            LabelNames = rows.LabelNames,
            TrainCount = rows.RowCount - testCount,
            TestCount = testCount,
            ConstantFeatureCount = constant,
            NearDuplicates =
            [
                .. pairs.Select(pair => new NearDuplicate(
                    rows.Paths[pair.Row], rows.Paths[pair.Other], ClassOf(pair.Row), ClassOf(pair.Other), pair.Distance, pair.Share, isTest[pair.Row] != isTest[pair.Other])),
            ],
            Groups = NearDuplicates.Groups([.. pairs.Select(pair => (pair.Row, pair.Other)), .. SamePaths(rows)], rows.RowCount),
            SharedClasses = overlaps,
            DoubtfulLabels = doubtful,
            DoubtNote = doubtNote,
            Outliers = Outliers.Of(graph, rows),
            SmallClasses = ClassSizes.Of(rows.Labels, rows.LabelNames, options.Folds),
            FileTraits = traits,
            FileNote = fileNote,
        };

        string ClassOf(int row) => rows.LabelNames[rows.Labels[row]];
    }

    private static (NeighborGraph Graph, ImmutableArray<SharedClasses> Overlaps) Compare(
        IFeatureRows rows, CheckOptions options, Action<double> progress, CancellationToken cancellationToken)
    {
        var outside = new NeighborLists(rows.RowCount, 1, rows.Labels, ofSameClass: false);
        var within = new NeighborLists(rows.RowCount, 1, rows.Labels, ofSameClass: true);
        var graph = NeighborGraph.Of(
            rows, Math.Min(NeighborCount, rows.RowCount - 1), NeighborMetric.Euclidean, [outside, within], options.MemoryLimit, options.Parallel(cancellationToken), progress);
        var nearest = outside.Rows.Zip(outside.Orders, (row, order) => (double.IsFinite(order) ? row : -1, Math.Sqrt(order))).ToArray();
        return (graph, ClassOverlaps.Of(nearest, Array.ConvertAll(within.Orders, Math.Sqrt), rows.Labels, rows.LabelNames));
    }

    /// <summary>Rows of several files may have the same path; a file of groups has a line for each path.</summary>
    private static IEnumerable<(int Row, int Other)> SamePaths(IFeatureRows rows)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < rows.RowCount; row++)
        {
            if (!first.TryAdd(rows.Paths[row], row))
                yield return (first[rows.Paths[row]], row);
        }
    }

    /// <summary>Whether each row is on the test side of the split.</summary>
    private static bool[] IsTest(IFeatureRows rows, CheckOptions options, CancellationToken cancellationToken)
    {
        var isTest = new bool[rows.RowCount];
        foreach (var row in options.Classifier?.SeenRows.Unseen(rows, cancellationToken) ?? Split(rows, options))
            isTest[row] = true;
        return isTest;
    }

    /// <summary>The test rows of training; rows that are alone in their class, which it refuses, are none.</summary>
    private static ImmutableArray<int> Split(IFeatureRows rows, CheckOptions options)
    {
        ImmutableArray<int> splittable = [.. ClassRows.Of(rows.Labels, rows.LabelNames.Length).Where(members => members.Count > 1).SelectMany(members => members).Order()];
        if (splittable.IsEmpty)
            return [];
        var split = StratifiedSplit.Of([.. splittable.Select(row => rows.Labels[row])], rows.LabelNames, options.TestFraction, options.Seed);
        return [.. split.TestRows.Select(row => splittable[row])];
    }
}
