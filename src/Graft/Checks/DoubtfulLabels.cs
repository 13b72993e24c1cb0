using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Finds labels that are probably wrong, by confident learning (Northcutt, Jiang, Chuang: "Confident Learning: Estimating
/// Uncertainty in Dataset Labels", JAIR 2021): a row counts as one of another class when its probability of that class, by
/// fits that did not see it, is at least what rows with that label have on average. These come first; after them come rows that
/// another class is merely more probable for. Both are ranked by the normalised margin.
/// </summary>
internal static class DoubtfulLabels
{
    // Rows of length 1, so that this is as strong a penalty for any network. It is stronger than what classifies best: a
    // fit that bends to every label believes wrong ones.
    private const double C = 10;

    // A ranking asks for less than a classifier; 1e-6 took three times as long and moved no row on flowers17.
    private const double Tolerance = 1e-3;
    private const int MaxIterations = 100;

    /// <summary>Doubts every label, of classes that have a row for each fold.</summary>
    /// <returns>What was found, and what was left out and why; null when nothing was.</returns>
    public static (ImmutableArray<DoubtfulLabel> Labels, string? Note) Find(IFeatureRows rows, CheckOptions options, Action<double> progress, CancellationToken cancellationToken)
    {
        var classes = ClassRows.Of(rows.Labels, rows.LabelNames.Length);
        var taken = Enumerable.Range(0, classes.Length).Where(k => classes[k].Count >= options.Folds).ToArray();
        var leftOut = classes.Count(members => members.Count > 0 && members.Count < options.Folds);
        if (taken.Length < 2)
            return ([], $"fewer than two classes have the {options.Folds} rows that this takes");
        var part = new ClassSelection(rows, [.. taken.SelectMany(k => classes[k]).Order()], [.. taken]);
        var fit = new LogisticRegressionOptions
        {
            Scaling = FeatureScaling.L2,
            C = C,
            Tolerance = Tolerance,
            MaxIterations = MaxIterations,
            Threads = options.Threads,
            MemoryLimit = options.MemoryLimit,
        };
        var folds = StratifiedFolds.Of(part.Labels, part.LabelNames, options.Folds, options.Seed);
        var done = 0;
        var probabilities = OutOfFoldScores.Of(fit, part, folds, default, () => progress((double)++done / options.Folds), cancellationToken);
        for (var row = 0; row < part.RowCount; row++)
            Calibration.None.Apply(probabilities.AsSpan(row * taken.Length, taken.Length));
        return (Of(probabilities, part), leftOut == 0 ? null : $"{leftOut:N0} {(leftOut == 1 ? "class has" : "classes have")} fewer than the {options.Folds} rows that this takes, and {(leftOut == 1 ? "was" : "were")} left out");
    }

    /// <summary>Rows that another class is more probable for, those that count as one of it first, by normalised margin.</summary>
    /// <param name="probabilities">Of each row, by a fit that did not see it; shape (rows, K), row-major.</param>
    /// <param name="rows">The rows; every class has some.</param>
    internal static ImmutableArray<DoubtfulLabel> Of(float[] probabilities, IFeatureRows rows)
    {
        var classCount = rows.LabelNames.Length;
        var (thresholds, sizes) = (new double[classCount], new int[classCount]);
        for (var row = 0; row < rows.RowCount; row++)
        {
            thresholds[rows.Labels[row]] += probabilities[row * classCount + rows.Labels[row]];
            sizes[rows.Labels[row]]++;
        }

        for (var k = 0; k < classCount; k++)
            thresholds[k] /= sizes[k];
        return
        [
            .. Enumerable.Range(0, rows.RowCount)
                .Select(row => (Row: row, Confident: ConfidentClass(Row(row), thresholds), Margin: Margin(Row(row), rows.Labels[row])))
                .Where(item => item.Margin < 0 || IsOther(item.Confident, item.Row))
                .OrderBy(item => !IsOther(item.Confident, item.Row)).ThenBy(item => item.Margin)
                .Select(item => new DoubtfulLabel(
                    rows.Paths[item.Row], rows.LabelNames[rows.Labels[item.Row]],
                    rows.LabelNames[IsOther(item.Confident, item.Row) ? item.Confident : Row(item.Row).IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(Row(item.Row)))],
                    item.Margin, IsOther(item.Confident, item.Row))),
        ];

        bool IsOther(int label, int row) => label >= 0 && label != rows.Labels[row];

        ReadOnlySpan<float> Row(int row) => probabilities.AsSpan(row * classCount, classCount);
    }

    /// <summary>The most probable of the classes whose threshold is reached; -1 when none is.</summary>
    private static int ConfidentClass(ReadOnlySpan<float> probabilities, double[] thresholds)
    {
        var likely = -1;
        for (var k = 0; k < thresholds.Length; k++)
        {
            if (probabilities[k] >= thresholds[k] && (likely < 0 || probabilities[k] > probabilities[likely]))
                likely = k;
        }

        return likely;
    }

    private static double Margin(ReadOnlySpan<float> probabilities, int label)
    {
        var other = 0f;
        for (var k = 0; k < probabilities.Length; k++)
        {
            if (k != label)
                other = Math.Max(other, probabilities[k]);
        }

        return (double)probabilities[label] - other;
    }
}
