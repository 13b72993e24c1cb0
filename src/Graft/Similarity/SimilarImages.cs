using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>Feature rows together with the backbone that made them: photos in, the most similar images out. Exact: every row is measured, in double.</summary>
public sealed class SimilarImages : IDisposable
{
    // Photos whose features are kept until all rows pass by: the more, the fewer passes.
    private const int KeptBytes = 64 << 20;

    private readonly IFeatureRows _rows;
    private readonly IBackbone _backbone;

    /// <summary>Joins rows and the backbone of their recipe, which is disposed with it.</summary>
    /// <exception cref="BackboneException">The backbone is not the one that made the features.</exception>
    public SimilarImages(IFeatureRows rows, IBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(backbone);
        if (FeatureRecipe.Difference(FeatureRecipe.Of(backbone), rows.Recipe) is { } difference)
            throw new BackboneException($"The backbone is not the one that made the features: {difference}. Extract them again.");
        if (rows.FeatureCount != backbone.FeatureCount)
            throw new BackboneException($"The rows have {rows.FeatureCount:N0} features, the backbone '{backbone.Identity.Name}' gives {backbone.FeatureCount:N0}. Extract them again.");
        (_rows, _backbone) = (rows, backbone);
    }

    /// <summary>Loads the backbone that made a feature file, which stays the caller's.</summary>
    /// <param name="features">The file.</param>
    /// <param name="options">How the backbone is run.</param>
    /// <param name="backbonePath">The backbone's ONNX file, where it is no longer where it was nor beside the features.</param>
    /// <exception cref="FeatureFileException">The file does not say what made its features.</exception>
    /// <exception cref="BackboneException">The backbone is not known or not the same.</exception>
    public static SimilarImages Load(FeatureFile features, BackboneOptions? options = null, string? backbonePath = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Recipe is null)
        {
            throw new FeatureFileException(
                $"Feature file '{features.Path}' does not say what made its features, so a photo cannot be compared with them. Extract them again.", features.Path);
        }

        var backbone = RecipeBackbone.Load(features.Recipe, backbonePath, Path.GetDirectoryName(Path.GetFullPath(features.Path))!, options ?? new BackboneOptions());
        try
        {
            return new SimilarImages(features, backbone);
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Finds the images that are most like each photo; photos that cannot be read come too, with the reason, in place.</summary>
    /// <param name="photos">Their labels, if any, are not looked at.</param>
    /// <param name="top">Images to return for each photo, at least 1; all when there are fewer. Of equally similar ones that which comes first.</param>
    /// <param name="metric">How likeness is measured.</param>
    /// <param name="options">Batch size and threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TrainingDataException">A feature is not finite.</exception>
    /// <exception cref="FeatureFileException">The rows lie in a file that is damaged.</exception>
    /// <exception cref="BackboneException">The network fails.</exception>
    public async IAsyncEnumerable<SimilarImageResult> FindAsync(
        ImageSet photos,
        int top = 10,
        NeighborMetric metric = NeighborMetric.Cosine,
        ExtractionOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new ExtractionOptions();
        var parallel = ThreadOptions.Parallel(options.Threads, cancellationToken);
        var pipeline = new FeaturePipeline(_backbone, photos.Content, options);
        var kept = new List<BatchImage>();
        var values = new List<float>();
        await foreach (var batch in pipeline.RunAsync(photos.Images, cancellationToken).ConfigureAwait(false))
        {
            kept.AddRange(batch.Images);
            values.AddRange(batch.Features.AsSpan(0, batch.RowCount * _rows.FeatureCount));
            if (values.Count < KeptBytes / sizeof(float))
                continue;
            foreach (var result in Results(kept, [.. values], top, metric, parallel))
                yield return result;
            kept.Clear();
            values.Clear();
        }

        foreach (var result in Results(kept, [.. values], top, metric, parallel))
            yield return result;
    }

    /// <summary>Closes the backbone.</summary>
    public void Dispose() => _backbone.Dispose();

    private IEnumerable<SimilarImageResult> Results(IEnumerable<BatchImage> images, float[] queries, int top, NeighborMetric metric, ParallelOptions parallel)
    {
        var nearest = Nearest(_rows, queries, top, metric, parallel);
        var query = 0;
        foreach (var image in images)
        {
            yield return image.Skipped is null
                ? new SimilarImageResult(image.File.Path, nearest[query++], null)
                : new SimilarImageResult(image.File.Path, [], image.Skipped);
        }
    }

    /// <summary>The nearest rows of each query, in one pass.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="queries">Rows of as many features.</param>
    /// <param name="top">How many at most.</param>
    /// <param name="metric">How likeness is measured.</param>
    /// <param name="parallel">Number of threads, and the token that cancels.</param>
    internal static ImmutableArray<SimilarImage>[] Nearest(IFeatureRows rows, float[] queries, int top, NeighborMetric metric, ParallelOptions parallel)
    {
        var (width, k) = (rows.FeatureCount, Math.Min(top, rows.RowCount));
        var count = width == 0 ? 0 : queries.Length / width;
        if (count == 0)
            return [];
        var lists = new NeighborLists(count, k);
        double[] inverseLengths = [.. Enumerable.Range(0, count).Select(query => InverseLength(queries.AsSpan(query * width, width)))];
        foreach (var block in TrainingChecks.FiniteBlocks(rows))
        {
            Parallel.For(0, block.RowCount, parallel, r =>
            {
                var row = block.Values.Span.Slice(r * width, width);
                var inverseLength = InverseLength(row);
                for (var query = 0; query < count; query++)
                {
                    var other = queries.AsSpan(query * width, width);
                    var distance = metric == NeighborMetric.Euclidean
                        ? Math.Sqrt(DoubleSums.SquaredDifferences(other, row))
                        : NeighborSearch.CosineDistance(other, inverseLengths[query], row, inverseLength);
                    lists.Offer(query, block.FirstRow + r, [distance], 1, 1);
                }
            });
        }

        return
        [
            .. Enumerable.Range(0, count).Select(query => Enumerable.Range(query * k, k)
                .Select(place => new SimilarImage(lists.Rows[place], rows.Paths[lists.Rows[place]], rows.LabelNames[rows.Labels[lists.Rows[place]]], lists.Orders[place]))
                .ToImmutableArray()),
        ];
    }

    private static double InverseLength(ReadOnlySpan<float> row) => DoubleSums.Squares(row) is > 0 and var square ? 1 / Math.Sqrt(square) : 0;
}
