using System.Collections.Immutable;

namespace Graft;

/// <summary>What every classifier asks of its training data.</summary>
internal static class TrainingChecks
{
    /// <summary>All that can be seen without reading the rows.</summary>
    /// <exception cref="TrainingDataException">Too few samples or classes, no features, or weights that are none.</exception>
    public static void Require(IFeatureRows train, ImmutableArray<double> sampleWeights)
    {
        RequireClasses(train);
        if (train.FeatureCount == 0)
            throw new TrainingDataException("The samples have no features. Extract them from another layer.");
        if (!sampleWeights.IsDefault)
            RequireWeights(train, sampleWeights);
    }

    private static void RequireClasses(IFeatureRows train)
    {
        if (train.RowCount == 0)
            throw new TrainingDataException("There are no samples to train on. Add photos.");
        var twice = train.LabelNames.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new TrainingDataException($"Two classes are named '{twice.Key}'. Rename one, or make them one class.");
        var counts = new int[train.LabelNames.Length];
        foreach (var label in train.Labels)
            counts[label]++;
        if (counts[train.Labels[0]] == train.RowCount)
        {
            throw new TrainingDataException(
                $"All {train.RowCount} samples are of class '{train.LabelNames[train.Labels[0]]}'; at least 2 classes are needed. "
                + "Add photos of another class.");
        }

        var empty = Array.IndexOf(counts, 0);
        if (empty >= 0)
        {
            throw new TrainingDataException(
                $"Class '{train.LabelNames[empty]}' has no training samples. Add photos, or remove the class.");
        }
    }

    private static void RequireWeights(IFeatureRows train, ImmutableArray<double> weights)
    {
        if (weights.Length != train.RowCount)
            throw new ArgumentException($"{weights.Length} weights for {train.RowCount} samples.", nameof(weights));
        var totals = new double[train.LabelNames.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0 && double.IsFinite(weights[i])))
                throw new TrainingDataException($"The weight of '{train.Paths[i]}' is {weights[i]}; a weight is at least 0 and finite.");
            totals[train.Labels[i]] += weights[i];
        }

        var unweighted = Array.IndexOf(totals, 0);
        if (unweighted >= 0)
            throw new TrainingDataException($"All samples of class '{train.LabelNames[unweighted]}' have weight 0. Give one more, or remove the class.");
    }

    /// <summary>All rows in order, in blocks, each checked as it comes.</summary>
    /// <exception cref="TrainingDataException">A feature is not finite; thrown while the blocks are gone through.</exception>
    /// <exception cref="FeatureFileException">A file is damaged; thrown while the blocks are gone through.</exception>
    public static IEnumerable<FeatureBlock> FiniteBlocks(IFeatureRows rows)
    {
        foreach (var block in rows.Blocks())
        {
            RequireFinite(rows, block.FirstRow, block.Values.Span);
            yield return block;
        }
    }

    /// <summary>Makes sure that every value of some rows is a number.</summary>
    /// <param name="samples">Where the rows come from.</param>
    /// <param name="firstRow">Row of the first value.</param>
    /// <param name="values">Whole rows, or a part of one.</param>
    /// <param name="firstColumn">Column of the first value.</param>
    /// <exception cref="TrainingDataException">A feature is not finite; the row, the image and the column are named.</exception>
    public static void RequireFinite(IFeatureRows samples, int firstRow, ReadOnlySpan<float> values, int firstColumn = 0)
    {
        if (FiniteCheck.AllFinite(values))
            return;
        var place = 0;
        while (float.IsFinite(values[place]))
            place++;
        var (row, column) = (firstRow + place / samples.FeatureCount, firstColumn + place % samples.FeatureCount);
        throw new TrainingDataException(
            $"Feature {column} of row {row}, '{samples.Paths[row]}', is {(float.IsNaN(values[place]) ? "not a number" : "infinite")}; "
            + "every feature must be finite. Extract the image again, or remove it.");
    }
}
