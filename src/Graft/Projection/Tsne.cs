using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// A map on which rows that are near one another in all their features lie together: t-distributed stochastic neighbour
/// embedding (van der Maaten and Hinton 2008), its forces by the method of Barnes and Hut (van der Maaten 2014), begun as in
/// scikit-learn from the principal components (Kobak and Berens 2019) with the learning rate of Belkina et al. (2019).
/// </summary>
public static class Tsne
{
    /// <summary>The most rows that are mapped.</summary>
    public const int MostRows = 10_000;

    private const int LeastIterations = 250;

    /// <summary>A point for each row. One row is at (0, 0).</summary>
    /// <param name="rows">At most <see cref="MostRows"/>, all finite.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellationToken">Looked at before each step.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">There are too many rows, or a feature is not finite.</exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ImmutableArray<MapPoint> Map(
        IFeatureRows rows, TsneOptions? options = null, IProgress<TsneProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new();
        Require(options);
        if (rows.RowCount > MostRows)
            throw new TrainingDataException($"t-SNE maps at most {MostRows:N0} rows; there are {rows.RowCount:N0}. Map some of them, or map all by their principal components.");
        return Map(rows, PrincipalComponents.Of(rows, options.Threads, cancellationToken).Points, options, progress, cancellationToken);
    }

    /// <summary>The same from principal components that are there already; options and number of rows were checked.</summary>
    internal static ImmutableArray<MapPoint> Map(
        IFeatureRows rows, ImmutableArray<MapPoint> start, TsneOptions options, IProgress<TsneProgress>? progress, CancellationToken cancellationToken)
    {
        if (rows.RowCount < 2)
            return start;
        var parallel = ThreadOptions.Parallel(options.Threads, cancellationToken);
        var neighborCount = (int)Math.Min(rows.RowCount - 1, Math.Max(1, 3 * options.Perplexity));
        var graph = NeighborGraph.Of(rows, neighborCount, NeighborMetric.Euclidean, 0, parallel);
        var affinities = Affinities.Of(graph, rows.RowCount, Math.Min(options.Perplexity, Math.Max(1, neighborCount / 3.0)), parallel);
        return new TsneDescent(affinities, start, options, parallel).Run(progress);
    }

    private static void Require(TsneOptions options)
    {
        if (!(options.Perplexity >= 1 && double.IsFinite(options.Perplexity)))
            throw new ArgumentOutOfRangeException(nameof(options), options.Perplexity, "A perplexity is at least 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Iterations, LeastIterations, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
    }
}
