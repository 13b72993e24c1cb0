using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace Graft;

/// <summary>The steps of quantising one network.</summary>
internal sealed class QuantizationRun
{
    /// <summary>Goes up when the same photos would give another network.</summary>
    private const string Version = "1";

    private readonly BackboneModel _model;
    private readonly ImageSet _images;
    private readonly QuantizationOptions _options;
    private readonly IProgress<QuantizationProgress>? _progress;
    private readonly CancellationToken _cancellation;
    private readonly Preprocessing _preprocessing;
    private readonly string[] _layers;
    private ImmutableArray<ImageFile> _chosen = [];
    private PhotoTensors? _photos;
    private QuantizedNetwork? _network;
    private QuantizationRecord? _record;

    public QuantizationRun(BackboneModel model, ImageSet images, QuantizationOptions options, IProgress<QuantizationProgress>? progress, CancellationToken cancellation)
    {
        (_model, _images, _options, _progress, _cancellation) = (model, images, options, progress, cancellation);
        if (model.Precision == BackbonePrecision.Int8)
            throw new BackboneException($"'{model.Name}' is quantised already. Give the network that it was made of.", model.Name);
        if (images.Images.IsEmpty)
            throw new ImageFolderException("There are no photos to calibrate on; give some such as the network will see.");
        _layers = model.Resolve(options.Layers);
        if (_layers.FirstOrDefault(layer => layer.StartsWith(QuantizedGraph.Prefix, StringComparison.Ordinal)) is { } hidden)
            throw new BackboneException($"The layer '{hidden}' of '{model.Name}' cannot be one of a quantised network: names that begin with '{QuantizedGraph.Prefix}' are for what quantisation adds. Rename it.", model.Name);
        _preprocessing = model.Known(options.Preprocessing);
    }

    /// <summary>The file that is made.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Reads the photos that ranges are learnt from.</summary>
    /// <param name="most">How many they may be.</param>
    /// <exception cref="ImageFolderException">None can be read, or each has but one colour.</exception>
    public async Task ReadAsync(int most)
    {
        var count = PhotoTensors.Fitting(Math.Min(_options.CalibrationCount, most), _preprocessing);
        _chosen = EvenSpread.Of(_images.Images, count);
        _photos = await PhotoTensors.ReadAsync(_images, _chosen, _preprocessing, _options.Threads, share => Report("Reading photos", share), _cancellation).ConfigureAwait(false);
        if (_photos.Tensors.IsEmpty)
        {
            var all = _photos.Skipped.Length == 1 ? "The photo to calibrate on cannot be read:" : $"None of the {_photos.Skipped.Length:N0} photos to calibrate on can be read; the first is";
            throw new ImageFolderException($"{all} '{_photos.Skipped[0].Path}': {_photos.Skipped[0].Reason}.", _photos.Skipped[0].Path);
        }

        if (_photos.Tensors.All(tensor => PhotoTensors.IsBlank(tensor, _preprocessing)))
        {
            var first = _photos.Photos[0].Path;
            var blank = _photos.Photos.Length == 1 ? $"The photo to calibrate on has but one colour: '{first}'. It" : $"Each of the {_photos.Photos.Length:N0} photos to calibrate on has but one colour, such as '{first}', which";
            throw new ImageFolderException($"{blank} says nothing of the ranges that the network will see. Give real photos, a hundred or more.", first);
        }
    }

    /// <summary>What stands for the network, the layers, the photos and the options: 64 hexadecimal digits.</summary>
    public string Key()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in (string[])[Version, _model.Sha256, .. _layers, _preprocessing.ToJson(), $"{_options.MaxError:R}"])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }

        foreach (var tensor in _photos!.Tensors)
            hash.AppendData(MemoryMarshal.AsBytes<float>(tensor));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Finds the best way, and makes the file.</summary>
    public void Quantize()
    {
        var input = Input(_photos!.Tensors);
        _network = Quantizer.Run(_model.UpTo(_layers, _preprocessing), Fold, _layers, input, Report);
        _record = new QuantizationRecord(
            _model.Sha256, _network.Method, _network.Variant.IsEqualized, _photos.Tensors.Length, _network.Error, [.. _network.Kept.Select(QuantizerVariant.Shown)]);
        var file = _network.Model(_layers);
        (_model.Describe(_layers[^1], _preprocessing) with { Quantization = _record }).WriteTo(file);
        Bytes = file.ToByteArray();
        _photos = _photos with { Tensors = [.. input.Photos.Take(1)] };
    }

    /// <summary>Measures what came of it, on photos that ranges were not learnt from.</summary>
    /// <param name="path">What the file will be called.</param>
    public async Task<QuantizationReport> MeasureAsync(string path)
    {
        var (network, photos) = (_network!, _photos!);
        var variant = network.Variant;
        var features = new FeatureOptions { Layers = [.. _layers], Concat = true, Preprocessing = _preprocessing };
        var backbone = new BackboneOptions { Threads = _options.Threads };
        using var before = _model.Cut(features, backbone);
        using var after = BackboneFiles.Read(path, Bytes).Cut(features, backbone);
        var (speedBefore, speedAfter) = BackboneTuning.Compare(before, after);

        var used = _chosen.ToHashSet();
        var others = EvenSpread.Of([.. _images.Images.Where(image => !used.Contains(image))], _options.TestCount);
        var comparison = new PrecisionComparison(before, after, _images);
        var layerPhotos = await comparison.RunAsync(others, _options.Threads, share => Report("Comparing features", share), _cancellation).ConfigureAwait(false);
        var units = variant.Units.SelectMany(unit => unit.Absorbed.Prepend(unit.Node)).ToHashSet();
        return new QuantizationReport
        {
            Record = _record!,
            Layers = LayerErrors.Measure(network, Input(layerPhotos.IsEmpty ? photos.Tensors : layerPhotos)),
            FloatOperators = [.. variant.Graph.Nodes.Where(node => !units.Contains(node)).CountBy(node => node.OpType).OrderByDescending(pair => pair.Value)],
            FloatLength = variant.InFloat(_layers).CalculateSize(),
            Length = Bytes.Length,
            FloatImagesPerSecond = speedBefore,
            ImagesPerSecond = speedAfter,
            TestCount = comparison.Count,
            MeanCosine = comparison.MeanCosine,
            LeastCosine = comparison.LeastCosine,
            TestError = comparison.MeanError,
            FloatAccuracy = comparison.Accuracies?.Before,
            Accuracy = comparison.Accuracies?.After,
            Skipped = [.. photos.Skipped, .. comparison.Skipped],
        };
    }

    private FoldedGraph Fold()
    {
        var graph = _model.Fold(_layers, _preprocessing);
        // What is the network's own business stays so in the file, and what is called as what is added makes room for it.
        graph.Rename(tensor => _model.IsHidden(tensor) || tensor.StartsWith(QuantizedGraph.Prefix, StringComparison.Ordinal) ? QuantizedGraph.Prefix + tensor : tensor);
        return graph;
    }

    private QuantizerInput Input(ImmutableArray<float[]> photos) => new(photos, _preprocessing, new BackboneOptions { Threads = _options.Threads }, _options.MaxError, _cancellation);

    private void Report(string phase, double share) => _progress?.Report(new QuantizationProgress(phase, share));
}
