using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>A classifier together with the backbone its features come from: photos in, class names out.</summary>
public sealed class ImageClassifier : IDisposable
{
    private readonly IBackbone _backbone;
    private readonly Classifier _classifier;

    /// <summary>Joins a classifier and the backbone of its recipe, which is disposed with it.</summary>
    /// <exception cref="BackboneException">The backbone is another than the classifier was trained for.</exception>
    public ImageClassifier(Classifier classifier, IBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(backbone);
        if (FeatureRecipe.Difference(FeatureRecipe.Of(backbone), classifier.Recipe) is { } difference)
            throw new BackboneException($"The backbone is not the one that the classifier was trained for: {difference}. Train it again.");
        if (classifier.FeatureCount != backbone.FeatureCount)
            throw new BackboneException($"The classifier takes {classifier.FeatureCount:N0} features, the backbone '{backbone.Identity.Name}' gives {backbone.FeatureCount:N0}. Train it again.");
        (_classifier, _backbone) = (classifier, backbone);
    }

    /// <summary>Loads a classifier file and the backbone it names.</summary>
    /// <param name="classifierPath">The classifier.</param>
    /// <param name="options">How the backbone is run.</param>
    /// <param name="backbonePath">The backbone's ONNX file, where it is no longer where it was nor beside the classifier.</param>
    /// <exception cref="ClassifierFileException">The file cannot be read.</exception>
    /// <exception cref="BackboneException">The backbone is not known or not the same.</exception>
    public static ImageClassifier Load(string classifierPath, BackboneOptions? options = null, string? backbonePath = null)
    {
        var classifier = ClassifierFile.Load(classifierPath).Classifier;
        if (classifier.Recipe is null)
        {
            throw new ClassifierFileException(
                $"Classifier '{classifierPath}' was trained on features of an unknown backbone: it can tell classes from such features ('graft evaluate'), not from photos.", classifierPath);
        }

        var backbone = RecipeBackbone.Load(classifier.Recipe, backbonePath, Path.GetDirectoryName(Path.GetFullPath(classifierPath))!, options ?? new BackboneOptions());
        try
        {
            return new ImageClassifier(classifier, backbone);
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>Class names in label order.</summary>
    public ImmutableArray<string> LabelNames => _classifier.LabelNames;

    /// <summary>Classifies images one after another; those that cannot be read come too, with the reason, in place.</summary>
    /// <param name="images">Their labels, if any, are not looked at.</param>
    /// <param name="top">Classes to return for each image, at least 1; all when there are fewer.</param>
    /// <param name="options">Batch size and threads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="BackboneException">The network fails.</exception>
    public async IAsyncEnumerable<ImagePrediction> PredictAsync(
        ImageSet images, int top = 1, ExtractionOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var pipeline = new FeaturePipeline(_backbone, images.Content, options ?? new ExtractionOptions());
        await foreach (var batch in pipeline.RunAsync(images.Images, cancellationToken).ConfigureAwait(false))
        {
            var probabilities = new float[batch.RowCount * LabelNames.Length];
            _classifier.Probabilities(batch.Features, probabilities);
            var row = 0;
            foreach (var image in batch.Images)
            {
                yield return image.Skipped is null
                    ? new ImagePrediction(image.File.Path, Best(probabilities.AsSpan(LabelNames.Length * row++, LabelNames.Length), top), null)
                    : new ImagePrediction(image.File.Path, [], image.Skipped);
            }
        }
    }

    /// <summary>Closes the backbone.</summary>
    public void Dispose() => _backbone.Dispose();

    private ImmutableArray<ClassProbability> Best(ReadOnlySpan<float> probabilities, int top)
    {
        var classes = new ClassProbability[probabilities.Length];
        for (var label = 0; label < classes.Length; label++)
            classes[label] = new ClassProbability(label, LabelNames[label], probabilities[label]);
        // OrderBy is stable: of equal classes the lower label comes first.
        return [.. classes.OrderByDescending(item => item.Probability).Take(top)];
    }
}
