using System.Collections.Immutable;

namespace Graft;

/// <summary>Cuts rows into folds, each of which is tested on once, with the classes in the same proportions in all of them.</summary>
public static class StratifiedFolds
{
    /// <summary>Cuts at random, the same way for the same arguments on every machine and version.</summary>
    /// <remarks>The folds are those of scikit-learn's <c>StratifiedKFold(n_splits=folds, shuffle=True, random_state=seed)</c>.</remarks>
    /// <param name="labels">Label of each row.</param>
    /// <param name="labelNames">Class names in label order; those without rows are passed over.</param>
    /// <param name="folds">How many, at least 2.</param>
    /// <param name="seed">Decides which rows of a class go where; a negative one counts as that plus 2^32.</param>
    /// <returns>For each fold the rows to train on and those to test on.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="folds"/> or a label is out of range.</exception>
    /// <exception cref="TrainingDataException">A class has fewer rows than there are folds.</exception>
    public static ImmutableArray<Split> Of(ImmutableArray<int> labels, ImmutableArray<string> labelNames, int folds, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        var classes = ClassRows.Of(labels, labelNames.Length);
        RequireEnough(classes, labelNames, folds);

        // scikit-learn takes the classes in the order in which they first appear, and deals their rows out one after the other.
        var random = new MersenneTwister(unchecked((uint)seed));
        var foldOfRow = new int[labels.Length];
        var dealt = 0;
        foreach (var rows in classes.Where(rows => rows.Count > 0).OrderBy(rows => rows[0]))
        {
            var turns = new int[folds];
            for (var i = 0; i < rows.Count; i++)
                turns[dealt++ % folds]++;
            var places = turns.SelectMany((count, fold) => Enumerable.Repeat(fold, count)).ToArray();
            var order = random.Permutation(places.Length);
            for (var i = 0; i < rows.Count; i++)
                foldOfRow[rows[i]] = places[order[i]];
        }

        return Splits(foldOfRow, folds);
    }

    /// <summary>The splits of rows whose fold is known.</summary>
    internal static ImmutableArray<Split> Splits(int[] foldOfRow, int folds) =>
    [
        .. Enumerable.Range(0, folds).Select(fold => new Split(
            [.. Enumerable.Range(0, foldOfRow.Length).Where(row => foldOfRow[row] != fold)],
            [.. Enumerable.Range(0, foldOfRow.Length).Where(row => foldOfRow[row] == fold)])),
    ];

    private static void RequireEnough(List<int>[] classes, ImmutableArray<string> labelNames, int folds)
    {
        for (var k = 0; k < classes.Length; k++)
        {
            if (classes[k].Count > 0 && classes[k].Count < folds)
            {
                throw new TrainingDataException(
                    $"Class '{labelNames[k]}' has {classes[k].Count:N0} training {(classes[k].Count == 1 ? "row" : "rows")}, fewer than the {folds} folds; "
                    + $"{(classes[k].Count == 1 ? "" : $"use {classes[k].Count} folds, ")}add photos, or remove the class.");
            }
        }
    }
}
