using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Graft;

/// <summary>Random forest of Gini trees, equal in kind to scikit-learn's <c>RandomForestClassifier</c>.</summary>
public static class RandomForest
{
    // Of the rows that are drawn with replacement, 1 - 1/e are different ones; a little more for chance.
    private const double DifferentInBag = 0.65;

    // The rows of the bag and of a node with their weights, keys to sort, and lists of nodes and votes with room to grow.
    private const int GrowingBytesPerRow = 112;

    // Blocks of rows on their way into columns.
    private const long ReadingBytes = 24 << 20;

    /// <summary>
    /// Grows trees, each on rows and features drawn at random. At each node the best threshold of every drawn feature is
    /// looked for, and a row goes left where its feature is at most the threshold.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The same seed gives the same forest to the bit, whatever the number of threads. It is not scikit-learn's forest of
    /// that seed, which is drawn by another generator.
    /// </para>
    /// <para>
    /// Standardising changes no split but by rounding, since it keeps the order of a feature's values; so it is not done.
    /// All rows are held in memory, as float32.
    /// </para>
    /// </remarks>
    /// <param name="train">Samples of at least two classes; every class name needs at least one.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="sampleWeights">How much each row counts, at least 0 and finite; default when all count 1.</param>
    /// <param name="cancellationToken">Looked at for each feature of each node.</param>
    /// <returns>The classifier.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">Too few samples or classes, features that are not finite, or more than the memory holds.</exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RandomForestClassifier Fit(
        IFeatureRows train,
        RandomForestOptions? options = null,
        ImmutableArray<double> sampleWeights = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new();
        TrainingChecks.Require(train, sampleWeights);
        Require(train, options);
        var bytes = BytesNeeded(train, options);
        var parallel = options.Parallel(cancellationToken);
        var scaler = options.Scaling == FeatureScaling.Standardize ? RowScaler.None : RowScaler.ByRow(options.Scaling);
        using var columns = FeatureColumns.Read(train, scaler, parallel);
        if (train.RowCount <= FeatureColumns.MaxOrderedRows && bytes + columns.OrderBytes <= MemoryBudget.ForData(options.MemoryLimit))
            columns.Order(parallel);
        return Fit(columns, train, scaler, options, WeightsOf(train, options, sampleWeights), parallel);
    }

    private static RandomForestClassifier Fit(
        FeatureColumns columns, IFeatureRows train, RowScaler scaler, RandomForestOptions options, double[] weights, ParallelOptions parallel)
    {
        int[] labels = [.. train.Labels];
        var classCount = train.LabelNames.Length;
        var (grown, leftOut) = (new GrownTree[options.NEstimators], new ulong[options.NEstimators][]);
        // One tree at a time to each thread, so that none waits long for the last.
        var numbers = Partitioner.Create(Enumerable.Range(0, options.NEstimators), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(numbers, parallel, () => (Bag: new Bag(labels.Length), Grower: new TreeGrower(columns, labels, classCount, options)), (number, _, own) =>
        {
            var random = new Xoshiro256(options.Seed, number);
            if (options.Bootstrap)
                own.Bag.Draw(weights, ref random);
            else
                own.Bag.TakeAll(weights);
            leftOut[number] = options.Bootstrap ? own.Bag.LeftOut() : [];
            grown[number] = own.Grower.Grow(own.Bag, random, parallel.CancellationToken);
            return own;
        }, _ => { });
        DecisionTree[] trees = [.. grown.Select(tree => tree.Tree)];
        return new RandomForestClassifier(trees, train.FeatureCount, train.LabelNames, train.Recipe, scaler)
        {
            FitSummary = new FitSummary(Converged: true, $"{trees.Length:N0} trees on {train.RowCount:N0} rows in memory"),
            OutOfBagAccuracy = options.Bootstrap ? OutOfBag.Accuracy(columns, labels, weights, classCount, trees, leftOut, parallel) : null,
            FeatureImportances = ImpurityImportances.Of(grown, train.FeatureCount),
        };
    }

    /// <summary>At most: trees whose every leaf has one row, and what each thread needs to grow one.</summary>
    private static unsafe long BytesNeeded(IFeatureRows train, RandomForestOptions options)
    {
        var leaves = train.RowCount * (options.Bootstrap ? DifferentInBag : 1);
        var perTree = leaves * (2 * (sizeof(TreeNode) + sizeof(double)) + sizeof(LeafVote)) + train.RowCount / 8.0;
        var perThread = (double)GrowingBytesPerRow * train.RowCount + sizeof(int) * (double)train.FeatureCount;
        return ReadingBytes + sizeof(float) * (long)train.RowCount * train.FeatureCount
            + (long)(perTree * options.NEstimators + perThread * Math.Min(options.ThreadCount, options.NEstimators));
    }

    /// <summary>All that can be seen without reading the rows.</summary>
    internal static void Require(IFeatureRows train, RandomForestOptions options)
    {
        Require(options);
        if (options.MaxFeatures > train.FeatureCount)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxFeatures, $"MaxFeatures must be at most the {train.FeatureCount} features there are.");
        MemoryBudget.Require(
            BytesNeeded(train, options), options.MemoryLimit,
            $"A random forest of {options.NEstimators:N0} trees on {train.RowCount:N0} rows x {train.FeatureCount:N0} features",
            "choose logistic or svm, which read rows in blocks");
    }

    private static void Require(RandomForestOptions options)
    {
        AtLeast(1, options.NEstimators, nameof(options.NEstimators));
        AtLeast(0, options.MaxDepth, nameof(options.MaxDepth));
        AtLeast(2, options.MinSamplesSplit, nameof(options.MinSamplesSplit));
        AtLeast(1, options.MinSamplesLeaf, nameof(options.MinSamplesLeaf));
        AtLeast(0, options.MaxFeatures, nameof(options.MaxFeatures));
        AtLeast(0, options.Threads, nameof(options.Threads));

        static void AtLeast(int least, int value, string name)
        {
            if (value < least)
                throw new ArgumentOutOfRangeException(nameof(options), value, $"{name} must be at least {least}.");
        }
    }

    /// <summary>
    /// Relative to the largest, since only ratios matter to a tree, and squares of anything at most 1 do not overflow.
    /// </summary>
    private static double[] WeightsOf(IFeatureRows train, RandomForestOptions options, ImmutableArray<double> sampleWeights)
    {
        var weights = RowWeights.Of(train, options.ClassWeight, sampleWeights) ?? [.. Enumerable.Repeat(1.0, train.RowCount)];
        var largest = weights.Max();
        return Array.ConvertAll(weights, weight => weight / largest);
    }
}
