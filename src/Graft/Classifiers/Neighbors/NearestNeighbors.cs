using System.Collections.Immutable;

namespace Graft;

/// <summary>A vote of the k nearest training rows, as scikit-learn's <c>KNeighborsClassifier</c> takes it.</summary>
public static class NearestNeighbors
{
    // An ONNX file is a protobuf message, of which none may be larger than 2 GB; names and metadata need some room too.
    private const long MostBytes = 2_000_000_000;

    // What a file holds of each row beside its features: label, length, and the hash by which it is known again.
    private const long BytesPerRow = 32;

    // What reading blocks and voting take beside the rows.
    private const long WorkingBytes = 32 << 20;

    /// <summary>Keeps all training rows, scaled. Nothing is fitted but the statistics of <see cref="FeatureScaling.Standardize"/>.</summary>
    /// <param name="train">Samples of at least two classes; every class name needs at least one.</param>
    /// <param name="options">How to vote; null for the defaults.</param>
    /// <param name="sampleWeights">Must be default: k nearest neighbours takes no weights.</param>
    /// <param name="cancellationToken">Looked at before each block of rows.</param>
    /// <returns>The classifier; all training rows are in it, and in its file.</returns>
    /// <exception cref="ArgumentException">Sample or class weights are given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">
    /// Too few samples or classes, fewer samples than neighbours, features that are not finite, more than 2 GB of them, or
    /// more than the memory limit.
    /// </exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NearestNeighborsClassifier Fit(
        IFeatureRows train,
        NearestNeighborsOptions? options = null,
        ImmutableArray<double> sampleWeights = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new();
        TrainingChecks.Require(train, default);
        Require(train, options, sampleWeights);
        var parallel = options.Parallel(cancellationToken);
        var scaler = ScalerOf(train, options.Scaling, parallel);
        var rows = new NeighborRows(Read(train, scaler, parallel), [.. train.Labels], train.FeatureCount);
        return new(rows, options.NNeighbors, options.Metric, options.Weights, train.LabelNames, train.Recipe, scaler)
        {
            FitSummary = new(true, $"{train.RowCount:N0} rows of {train.FeatureCount:N0} features kept"),
        };
    }

    private static RowScaler ScalerOf(IFeatureRows train, FeatureScaling scaling, ParallelOptions parallel)
    {
        if (scaling != FeatureScaling.Standardize)
            return RowScaler.ByRow(scaling);
        var statistics = FeatureStatistics.Of(train, withScale: true, parallel);
        return RowScaler.Standardize(statistics.Center, statistics.InverseScale);
    }

    private static float[] Read(IFeatureRows train, RowScaler scaler, ParallelOptions parallel)
    {
        var values = GC.AllocateUninitializedArray<float>(checked(train.RowCount * train.FeatureCount));
        foreach (var block in TrainingChecks.FiniteBlocks(train))
        {
            var first = block.FirstRow * train.FeatureCount;
            block.Values.Span.CopyTo(values.AsSpan(first));
            Parallel.For(0, block.RowCount, parallel, row =>
                scaler.Apply(values.AsSpan(first + row * train.FeatureCount, train.FeatureCount), train.FeatureCount));
        }

        return values;
    }

    /// <summary>All that can be seen without reading the rows.</summary>
    internal static void Require(IFeatureRows train, NearestNeighborsOptions options, ImmutableArray<double> sampleWeights)
    {
        if (!sampleWeights.IsDefault)
            throw new ArgumentException("K nearest neighbours takes no sample weights.", nameof(sampleWeights));
        if (options.ClassWeight != ClassWeight.None)
            throw new ArgumentException("K nearest neighbours takes no class weights.", nameof(options));
        if (options.NNeighbors < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.NNeighbors, "NNeighbors must be at least 1.");
        if (!Enum.IsDefined(options.Metric))
            throw new ArgumentOutOfRangeException(nameof(options), options.Metric, "There is no such metric.");
        if (!Enum.IsDefined(options.Weights))
            throw new ArgumentOutOfRangeException(nameof(options), options.Weights, "There are no such weights.");
        if (options.Threads < 0)
            throw new ArgumentOutOfRangeException(nameof(options), options.Threads, "Threads must be at least 0.");
        RequireRows(train, options);
    }

    private static void RequireRows(IFeatureRows train, NearestNeighborsOptions options)
    {
        if (options.NNeighbors > train.RowCount)
        {
            throw new TrainingDataException(
                $"There are {train.RowCount:N0} samples to train on, fewer than the {options.NNeighbors:N0} neighbours that are to vote. Add photos, or ask for fewer neighbours.");
        }

        var what = $"K nearest neighbours of {train.RowCount:N0} rows x {train.FeatureCount:N0} features";
        var bytes = sizeof(float) * (long)train.RowCount * train.FeatureCount;
        if (bytes + BytesPerRow * train.RowCount > MostBytes)
        {
            throw new TrainingDataException(
                $"{what} keeps all {bytes / 1e6:N0} MB of them, and an ONNX file can hold 2,000 MB. Choose logistic or svm, which keep no rows, or a layer with fewer features.");
        }

        MemoryBudget.Require(
            bytes + train.RowCount * (sizeof(int) + 2L * sizeof(double)) + WorkingBytes, options.MemoryLimit, what, "choose logistic or svm, which read rows in blocks");
    }
}
