using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>
/// A network and a classifier on top of it: photos in, class names out. Safe to call from many threads; each call uses all
/// threads that the backbone may, so that a few callers at once suffice.
/// </summary>
public sealed class ImageClassifier : IDisposable
{
    private const int UsualTop = 5;

    private readonly IBackbone _backbone;

    // Null where the network ends in probabilities.
    private readonly Classifier? _classifier;
    // In an exported file the network goes by another name than the file.
    private readonly string? _name;
    private readonly Preprocessor _preprocessor;
    private readonly TensorPool _tensors;
    private readonly TensorPool _features;

    /// <summary>Joins a classifier and the backbone of its recipe, which is disposed with it.</summary>
    /// <exception cref="BackboneException">The backbone is another than the classifier was trained for.</exception>
    public ImageClassifier(Classifier classifier, IBackbone backbone)
        : this(backbone, classifier?.LabelNames ?? throw new ArgumentNullException(nameof(classifier)), null, classifier)
    {
        if (FeatureRecipe.Difference(FeatureRecipe.Of(backbone), classifier.Recipe) is { } difference)
            throw new BackboneException($"The backbone is not the one that the classifier was trained for: {difference}. Train it again.");
        if (classifier.FeatureCount != backbone.FeatureCount)
            throw new BackboneException($"The classifier takes {classifier.FeatureCount:N0} features, the backbone '{backbone.Identity.Name}' gives {backbone.FeatureCount:N0}. Train it again.");
    }

    private ImageClassifier(IBackbone backbone, ImmutableArray<string> labelNames, string? name = null, Classifier? classifier = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        (_backbone, LabelNames, _name, _classifier) = (backbone, labelNames, name, classifier);
        _preprocessor = new Preprocessor(backbone.Preprocessing);
        _tensors = new TensorPool(backbone.Preprocessing.TensorLength * backbone.Shaping.ViewCount);
        _features = new TensorPool(backbone.FeatureCount);
    }

    /// <summary>Loads a file that <see cref="ClassifierExport"/> made, or a classifier file and the backbone it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How the network is run.</param>
    /// <param name="backbonePath">The backbone's ONNX file, where it is no longer where it was nor beside the classifier.</param>
    /// <exception cref="ClassifierFileException">The file cannot be read.</exception>
    /// <exception cref="BackboneException">The backbone is not known or not the same.</exception>
    public static ImageClassifier Load(string path, BackboneOptions? options = null, string? backbonePath = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new BackboneOptions();
        var model = ClassifierFile.Parse(path);
        if (WholeFile.Is(model))
        {
            if (backbonePath is not null)
                throw new ClassifierFileException($"'{path}' was made by 'graft export' and has its network in it; name no backbone with it.", path);
            var whole = WholeFile.Read(model, path);
            return new ImageClassifier(new OnnxBackbone(whole.ToCut(path), options), whole.LabelNames, whole.Recipe.Backbone.Name) { Record = whole.Record };
        }

        var (classifier, record, _) = ClassifierFile.FromModel(model, path);
        if (classifier.Recipe is null)
        {
            throw new ClassifierFileException(
                $"Classifier '{path}' was trained on features of an unknown backbone: it can tell classes from such features ('graft evaluate'), not from photos.", path);
        }

        var backbone = RecipeBackbone.Load(classifier.Recipe, backbonePath, Path.GetDirectoryName(Path.GetFullPath(path))!, options);
        try
        {
            return new ImageClassifier(classifier, backbone) { Record = record };
        }
        catch
        {
            backbone.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Loads a classifier file, and the backbone it names quantised with ranges learnt from photos: answers come several times
    /// as quickly on processors with 8-bit products, and are those of other features by about five percent of their length.
    /// </summary>
    /// <param name="path">A classifier that was trained on features in float32; one for int8 is loaded as by <see cref="Load"/>.</param>
    /// <param name="photos">Photos such as it will see.</param>
    /// <param name="options">How the network is run.</param>
    /// <param name="backbonePath">The backbone's ONNX file, where it is no longer where it was nor beside the classifier.</param>
    /// <param name="progress">Is told how far the quantisation has come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ClassifierFileException">The file cannot be read, or was made by <see cref="ClassifierExport"/> in float32.</exception>
    /// <exception cref="BackboneException">The backbone is not known or not the same, or cannot be quantised.</exception>
    /// <exception cref="ImageFolderException">No photo can be read, or each has but one colour.</exception>
    public static async Task<ImageClassifier> LoadInt8Async(
        string path, ImageSet photos, BackboneOptions? options = null, string? backbonePath = null, IProgress<QuantizationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(photos);
        options ??= new BackboneOptions();
        var model = ClassifierFile.Parse(path);
        if (WholeFile.Is(model))
        {
            var whole = Load(path, options, backbonePath);
            if (whole.Precision == BackbonePrecision.Int8)
                return whole;
            whole.Dispose();
            throw new ClassifierFileException($"'{path}' was made by 'graft export', and computes as it was exported. Export it again with --precision int8.", path);
        }

        var (classifier, record, _) = ClassifierFile.FromModel(model, path);
        if (classifier.Recipe is not { } recipe || !RecipePrecision.IsQuantizedFor(recipe, BackbonePrecision.Int8))
            return Load(path, options, backbonePath);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (network, features) = RecipeBackbone.Find(recipe, backbonePath, folder);
        var quantized = await RecipePrecision.QuantizeAsync(network, features, photos, options, progress, cancellationToken).ConfigureAwait(false);
        var backbone = new OnnxBackbone(quantized.Prepare(features), options);
        if (backbone.FeatureCount == classifier.FeatureCount)
            return new ImageClassifier(backbone, classifier.LabelNames, null, classifier) { Record = record };
        backbone.Dispose();
        throw new BackboneException($"The classifier takes {classifier.FeatureCount:N0} features, the backbone '{backbone.Identity.Name}' gives {backbone.FeatureCount:N0}. Train it again.");
    }

    /// <summary>Class names in label order.</summary>
    public ImmutableArray<string> LabelNames { get; }

    /// <summary>Name of the network, or the path that it had.</summary>
    public string BackboneName => _name ?? _backbone.Identity.Name;

    /// <summary>What the network computes with.</summary>
    public BackbonePrecision Precision => _backbone.Identity.Precision;

    /// <summary>Where the network was cut.</summary>
    public string Layer => _backbone.Identity.Layer;

    /// <summary>What makes the features that the classifier is given; null where the network ends in probabilities.</summary>
    internal FeatureRecipe? RecipeOfFeatures => _classifier?.Recipe;

    /// <summary>How the classifier came about; null where its file does not say.</summary>
    public TrainingRecord? Record { get; private init; }

    /// <summary>How photos are prepared.</summary>
    public Preprocessing Preprocessing => _backbone.Preprocessing;

    /// <summary>Says what is in a photo: the five most probable classes, best first.</summary>
    /// <param name="path">An image file.</param>
    /// <exception cref="ImageReadException">The photo cannot be read.</exception>
    /// <exception cref="BackboneException">The network fails.</exception>
    public ImmutableArray<ClassProbability> Predict(string path) => Predict(path, UsualTop);

    /// <summary>Says what is in a photo.</summary>
    /// <param name="path">An image file.</param>
    /// <param name="top">Classes to return, at least 1; all when there are fewer.</param>
    /// <returns>The most probable classes, best first.</returns>
    /// <exception cref="ImageReadException">The photo cannot be read.</exception>
    /// <exception cref="BackboneException">The network fails.</exception>
    public ImmutableArray<ClassProbability> Predict(string path, int top) => Predict(ImageReader.Read(path, ReaderOptions), top);

    /// <summary>Says what is in an image file that is already in memory.</summary>
    /// <inheritdoc cref="Predict(string, int)"/>
    /// <param name="content">The whole file.</param>
    /// <param name="top">Classes to return, at least 1; all when there are fewer.</param>
    public ImmutableArray<ClassProbability> Predict(ReadOnlySpan<byte> content, int top) => Predict(ImageReader.Decode(content, "the image", ReaderOptions), top);

    /// <summary>Says what is in a picture.</summary>
    /// <inheritdoc cref="Predict(string, int)"/>
    /// <param name="picture">Of any size.</param>
    /// <param name="top">Classes to return, at least 1; all when there are fewer.</param>
    public ImmutableArray<ClassProbability> Predict(RgbImage picture, int top)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var (tensor, features) = (Prepare(picture), _features.Rent());
        try
        {
            _backbone.Extract(tensor, features);
            return Best(Probabilities(features, 1), top);
        }
        finally
        {
            Release(tensor);
            _features.Return(features);
        }
    }

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
            var probabilities = Probabilities(batch.Features, batch.RowCount);
            var row = 0;
            foreach (var image in batch.Images)
            {
                yield return image.Skipped is null
                    ? new ImagePrediction(image.File.Path, Best(probabilities.AsSpan(LabelNames.Length * row++, LabelNames.Length), top), null)
                    : new ImagePrediction(image.File.Path, [], image.Skipped);
            }
        }
    }

    /// <summary>Closes the network.</summary>
    public void Dispose() => _backbone.Dispose();

    /// <summary>How photos are read for it.</summary>
    internal ImageReaderOptions ReaderOptions => field ??= new ImageReaderOptions { AlphaBackground = Preprocessing.AlphaBackground, RentsPixels = true };

    /// <summary>The tensors of a picture, whose buffer is given back where it is rented; one of a caller is not. <see cref="Answer"/> or <see cref="Release"/> takes them back.</summary>
    internal float[] Prepare(RgbImage picture)
    {
        var tensor = _tensors.Rent();
        _preprocessor.ApplyViews(picture, _backbone.Shaping.CropPositions, _backbone.Shaping.Flip, tensor);
        picture.Return();
        return tensor;
    }

    /// <summary>Takes back what <see cref="Prepare"/> made.</summary>
    internal void Release(float[] tensor) => _tensors.Return(tensor);

    /// <summary>Answers for some photos at once.</summary>
    /// <param name="tensors">Of <see cref="Prepare"/>; taken back.</param>
    /// <param name="tops">Classes to return for each.</param>
    /// <param name="withFeatures">Whether the features are wanted too.</param>
    internal PhotoAnswer[] Answer(float[][] tensors, int[] tops, bool withFeatures)
    {
        var (length, classCount) = (tensors[0].Length, LabelNames.Length);
        var batch = ArrayPool<float>.Shared.Rent(tensors.Length * length);
        var features = new float[tensors.Length * _backbone.FeatureCount];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i].CopyTo(batch, i * length);
            Release(tensors[i]);
        }

        try
        {
            _backbone.Extract(batch.AsMemory(0, tensors.Length * length), features);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(batch);
        }

        var probabilities = Probabilities(features, tensors.Length);
        return [.. tops.Select((top, i) => new PhotoAnswer(
            Best(probabilities.AsSpan(i * classCount, classCount), top),
            _classifier is null || !withFeatures ? [] : [.. features.AsSpan(i * _backbone.FeatureCount, _backbone.FeatureCount)]))];
    }

    /// <summary>Probabilities of feature rows, shape (rowCount, K), row-major.</summary>
    private float[] Probabilities(float[] features, int rowCount)
    {
        if (_classifier is null)
            return features;
        var probabilities = new float[rowCount * LabelNames.Length];
        _classifier.Probabilities(features, probabilities);
        return probabilities;
    }

    private ImmutableArray<ClassProbability> Best(ReadOnlySpan<float> probabilities, int top)
    {
        var best = new ClassProbability[Math.Min(top, probabilities.Length)];
        var count = 0;
        for (var label = 0; label < probabilities.Length; label++)
        {
            // Of equal classes the lower label comes first.
            var place = count;
            while (place > 0 && probabilities[label] > best[place - 1].Probability)
                place--;
            if (place == best.Length)
                continue;
            count = Math.Min(count + 1, best.Length);
            best.AsSpan(place, count - 1 - place).CopyTo(best.AsSpan(place + 1));
            best[place] = new ClassProbability(label, LabelNames[label], probabilities[label]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(best);
    }
}
