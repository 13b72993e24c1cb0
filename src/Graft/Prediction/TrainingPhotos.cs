using System.Collections.Immutable;

namespace Graft;

/// <summary>Photos whose features are known, to be shown beside those that are alike. Safe to call from many threads.</summary>
public sealed class TrainingPhotos : IDisposable
{
    private readonly FeatureFile _features;
    private readonly RowPhotos _photos;

    private TrainingPhotos(FeatureFile features, RowPhotos photos) => (_features, _photos) = (features, photos);

    /// <summary>Number of photos.</summary>
    public int Count => _features.RowCount;

    /// <summary>Opens the features that a classifier was trained on, or others of the same backbone.</summary>
    /// <param name="featurePath">A feature file.</param>
    /// <param name="classifier">What will give the features to compare with.</param>
    /// <param name="images">Folder, CSV file or pack of the photos; null for where the feature file says they were.</param>
    /// <exception cref="ClassifierFileException">The network of the classifier ends in probabilities and gives no features.</exception>
    /// <exception cref="FeatureFileException">The file cannot be read, or its features are of another backbone, layer or preprocessing.</exception>
    /// <exception cref="GraftException">The photos were named, and are not there.</exception>
    public static TrainingPhotos Open(string featurePath, ImageClassifier classifier, string? images = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(featurePath);
        ArgumentNullException.ThrowIfNull(classifier);
        if (classifier.RecipeOfFeatures is not { } recipe)
            throw new ClassifierFileException("An exported file gives probabilities only, and no features to find similar photos by. Give the classifier that it was made of.");
        var features = FeatureFile.OpenFor(featurePath, recipe);
        try
        {
            if (FeatureRecipe.Difference(features.Recipe, recipe) is { } difference)
                throw new FeatureFileException($"Feature file '{featurePath}' does not go with the classifier: {difference}. Extract the features again.", featurePath);
            return new TrainingPhotos(features, RowPhotos.Open(features, images));
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    /// <summary>The photos whose features point most nearly the same way (cosine), in one pass over all.</summary>
    /// <param name="features">Of a photo.</param>
    /// <param name="count">How many, at least 1; all when there are fewer.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="ArgumentException">The number of features is another.</exception>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    public ImmutableArray<SimilarImage> Nearest(ImmutableArray<float> features, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (features.Length != _features.FeatureCount)
            throw new ArgumentException($"{features.Length} features for rows of {_features.FeatureCount}.", nameof(features));
        return SimilarImages.Nearest(_features, [.. features], count, NeighborMetric.Cosine, new ParallelOptions { CancellationToken = cancellationToken }) is [var nearest] ? nearest : [];
    }

    /// <summary>A photo as a small JPEG file, 160 pixels on its longer side.</summary>
    /// <param name="row">Zero-based.</param>
    /// <returns>Null where there is no such row, or where its photo cannot be read any more.</returns>
    public byte[]? Thumbnail(int row)
    {
        if (row < 0 || row >= Count)
            return null;
        try
        {
            return Graft.Thumbnail.Jpeg(_photos.Read(row));
        }
        catch (ImageReadException)
        {
            return null;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _photos.Dispose();
        _features.Dispose();
    }
}
