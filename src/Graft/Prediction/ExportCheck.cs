using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Graft;

/// <summary>Holds an exported file to backbone and classifier, photo by photo.</summary>
internal sealed class ExportCheck : IDisposable
{
    /// <summary>Probabilities of the same sums in another order differ by less.</summary>
    private const double Tolerance = 1e-5;

    private readonly IBackbone _backbone;
    private readonly Classifier _classifier;
    private readonly InferenceSession _session;
    private readonly InferenceSession? _pixels;
    private readonly ExportOptions _options;
    private readonly string _path;
    private readonly Preprocessor _preprocessor;
    private readonly List<SkippedImage> _skipped = [];
    private int _photoCount;
    private int _sameLabelCount;
    private double _largest;
    private double _largestTensor;

    /// <param name="backbone">The backbone by itself.</param>
    /// <param name="classifier">The classifier by itself.</param>
    /// <param name="model">The exported file.</param>
    /// <param name="pixels">The part of it that makes tensors of pixels; null where it takes tensors.</param>
    /// <param name="options">Photos, and how networks are run.</param>
    /// <param name="path">What to call the file in messages.</param>
    public ExportCheck(IBackbone backbone, Classifier classifier, byte[] model, byte[]? pixels, ExportOptions options, string path)
    {
        (_backbone, _classifier, _options, _path) = (backbone, classifier, options, path);
        _preprocessor = new Preprocessor(backbone.Preprocessing);
        _session = OnnxSession.Create(model, "", path, options.Backbone);
        _pixels = pixels is null ? null : OnnxSession.Create(pixels, "", path, options.Backbone);
    }

    /// <summary>The network in float32, where the one that is exported was quantised of it; else null.</summary>
    public IBackbone? Plain { get; init; }

    public ExportReport Report(long length) => new(length, _classifier.LabelNames, _photoCount, _largest, _largestTensor, [.. _skipped])
    {
        SameLabelCount = Plain is null ? null : _sameLabelCount,
    };

    /// <exception cref="OutputException">Answers differ.</exception>
    /// <exception cref="ImageFolderException">None of the photos can be read.</exception>
    public void Run(IProgress<ExtractionProgress>? progress, CancellationToken cancellationToken)
    {
        var photos = Photos();
        var done = 0;
        foreach (var (name, read) in photos)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var picture = read();
                _photoCount++;
                Compare(name, picture);
            }
            catch (ImageReadException e)
            {
                _skipped.Add(new SkippedImage(name, e.Reason));
            }

            progress?.Report(new ExtractionProgress(++done, photos.Length, _skipped.Count));
        }

        if (_photoCount == 0)
            throw new ImageFolderException($"None of the {photos.Length:N0} photos to try '{_path}' on can be read; the first is '{_skipped[0].Path}': {_skipped[0].Reason}.", _skipped[0].Path);
    }

    public void Dispose()
    {
        _session.Dispose();
        _pixels?.Dispose();
    }

    private ImmutableArray<(string Name, Func<RgbImage> Read)> Photos()
    {
        if (_options.Photos is not { } set)
            return [.. GoldenDocument.Pictures.Select(name => (name, (Func<RgbImage>)(() => GoldenPixels.Decode(name))))];
        var readerOptions = new ImageReaderOptions { AlphaBackground = _backbone.Preprocessing.AlphaBackground };
        return [.. EvenSpread.Of(set.Images, _options.PhotoLimit).Select(image => (image.Path, (Func<RgbImage>)(() => set.Content.Read(image, readerOptions))))];
    }

    private void Compare(string name, RgbImage picture)
    {
        var tensor = new float[_backbone.Preprocessing.TensorLength * _backbone.Shaping.ViewCount];
        _preprocessor.ApplyViews(picture, _backbone.Shaping.CropPositions, _backbone.Shaping.Flip, tensor);
        var (features, expected) = (new float[_backbone.FeatureCount], new float[_classifier.LabelNames.Length]);
        _backbone.Extract(tensor, features);
        _classifier.Probabilities(features, expected);
        CountSame(tensor, expected);
        var (label, actual) = _options.WithPreprocessing ? RunPixels(picture, tensor) : RunTensor(tensor);
        var difference = expected.Zip(actual, (left, right) => (double)Math.Abs(left - right)).Aggregate(0.0, Math.Max);
        _largest = Math.Max(_largest, difference);
        // Where two classes are as good as equally probable, either may come first.
        if (difference <= Tolerance && expected.Max() - expected[label] <= Tolerance)
            return;
        throw new OutputException(
            $"'{_path}' was not written: on '{name}' the exported network gives '{_classifier.LabelNames[label]}', {actual[label]:P3}, where backbone and classifier give "
            + $"'{_classifier.LabelNames[expected.IndexOf(expected.Max())]}', {expected.Max():P3}. Please report this, with the network.", _path);
    }

    private void CountSame(float[] tensor, float[] expected)
    {
        if (Plain is null)
            return;
        var (features, probabilities) = (new float[Plain.FeatureCount], new float[expected.Length]);
        Plain.Extract(tensor, features);
        _classifier.Probabilities(features, probabilities);
        _sameLabelCount += probabilities.IndexOf(probabilities.Max()) == expected.IndexOf(expected.Max()) ? 1 : 0;
    }

    private (int Label, float[] Probabilities) RunTensor(float[] tensor)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(tensor, [_backbone.Shaping.ViewCount, .. _backbone.Preprocessing.TensorSides]);
        return Answer(WholeGraph.Images, input);
    }

    private (int Label, float[] Probabilities) RunPixels(RgbImage picture, float[] tensor)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, MemoryMarshal.AsMemory(picture.ToMemory()), [1, picture.Height, picture.Width, 3]);
        using var made = Run(_pixels!, WholeGraph.Pixels, input, WholeGraph.Images);
        var values = made[0].GetTensorDataAsSpan<float>();
        for (var i = 0; i < tensor.Length; i++)
            _largestTensor = Math.Max(_largestTensor, Math.Abs((double)values[i] - tensor[i]));
        return Answer(WholeGraph.Pixels, input);
    }

    private (int Label, float[] Probabilities) Answer(string name, OrtValue input)
    {
        using var outputs = Run(_session, name, input, OnnxClassifierGraph.Label, OnnxClassifierGraph.Probabilities);
        return ((int)outputs[0].GetTensorDataAsSpan<long>()[0], outputs[1].GetTensorDataAsSpan<float>().ToArray());
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(InferenceSession session, string name, OrtValue input, params string[] outputs)
    {
        using var options = new RunOptions();
        try
        {
            return session.Run(options, [name], [input], outputs);
        }
        catch (OnnxRuntimeException e)
        {
            throw new OutputException($"'{_path}' was not written: ONNX Runtime cannot run the exported network: {OnnxSession.FirstLine(e)}. Please report this, with the network.", _path, e);
        }
    }
}
