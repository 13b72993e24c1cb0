namespace Graft;

/// <summary>
/// Makes networks compute with whole numbers of 8 bits, with ranges learnt from photos: static quantisation after training.
/// Features stay float32, and come several times as quickly from processors that multiply such numbers (AVX-512 VNNI, AVX-VNNI).
/// </summary>
/// <remarks>
/// Batch normalisation becomes part of the convolutions; weights are int8 with a scale for each output channel, tensors
/// between layers uint8. The ranges of these are tried by four methods, and for networks with depthwise convolutions with
/// channels of like ranges besides; the way that changes the features least is taken. Source of the scheme: B. Jacob et al.,
/// "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR 2018.
/// </remarks>
public static class BackboneQuantization
{
    /// <summary>Quantises a network up to some layers, writes it as ONNX, and measures what came of it.</summary>
    /// <param name="model">The network.</param>
    /// <param name="photos">Photos such as it will see. Labels, if there are any, are for comparing accuracies.</param>
    /// <param name="path">The ONNX file; a model that exists there is replaced.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <exception cref="BackboneException">
    /// It is quantised already, has no layer that can be, holds NaN, its preprocessing is not known, or the error cannot be kept.
    /// </exception>
    /// <exception cref="ImageFolderException">No photo can be read, or each has but one colour.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static async Task<QuantizationReport> RunAsync(
        BackboneModel model, ImageSet photos, string path, QuantizationOptions? options = null, IProgress<QuantizationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new QuantizationOptions();
        options.Check();
        if (model.Paths.FirstOrDefault(file => FileIdentity.AreSame(file, path)) is not null)
            throw new OutputException($"Cannot write '{path}': the network is read from that file. Choose another name.", path);
        OutputFile.CheckWritable(path, OnnxNodes.IsModel);

        var run = new QuantizationRun(model, photos, options, progress, cancellationToken);
        await run.ReadAsync(options.TestCount > 0 ? (photos.Images.Length + 1) / 2 : int.MaxValue).ConfigureAwait(false);
        run.Quantize();
        using var output = new OutputFile(path, OnnxNodes.IsModel);
        output.Write(stream => stream.Write(run.Bytes));
        var report = await run.MeasureAsync(path).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        output.Complete();
        return report;
    }

    /// <summary>
    /// A network quantised with ranges learnt from some of the photos that are to be run through it: up to
    /// <see cref="QuantizationOptions.CalibrationCount"/> of them. It is kept in the folder of <see cref="GraftFolders.Cache"/>,
    /// and the same photos, network and options find it there again. One that is quantised already is given back as it is.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="photos">The photos.</param>
    /// <param name="options">How; <see cref="QuantizationOptions.TestCount"/> is not looked at.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public static async Task<BackboneModel> ForPhotosAsync(
        BackboneModel model, ImageSet photos, QuantizationOptions? options = null, IProgress<QuantizationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(photos);
        if (model.Precision == BackbonePrecision.Int8)
            return model;
        options ??= new QuantizationOptions();
        options.Check();
        if (options.FeatureFilePath is { } path && MakerOf(path, model) is { } maker)
            return maker;
        var run = new QuantizationRun(model, photos, options, progress, cancellationToken);
        await run.ReadAsync(int.MaxValue).ConfigureAwait(false);
        var key = run.Key();
        if (QuantizedCache.Find(key, model.Name) is { } known)
            return known;
        QuantizedCache.CheckWritable(key);
        run.Quantize();
        return QuantizedCache.Add(key, run.Bytes, model.Name);
    }

    /// <summary>The quantised network that made a feature file, if it was made of this one and is still there.</summary>
    private static BackboneModel? MakerOf(string path, BackboneModel model)
    {
        if (!File.Exists(path))
            return null;
        using var features = FeatureFile.Open(path);
        return features.Recipe is { Backbone: { Precision: BackbonePrecision.Int8, Sha256: var sha256 } } && QuantizedCache.FindFile(sha256, model.Name) is { } maker
            && maker.Quantization?.SourceSha256 == model.Sha256 ? maker : null;
    }
}
