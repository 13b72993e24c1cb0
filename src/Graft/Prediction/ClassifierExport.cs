using System.Collections.Immutable;
using Google.Protobuf;

namespace Graft;

/// <summary>Puts backbone and classifier into one ONNX file that any ONNX runtime runs, in any language.</summary>
public static class ClassifierExport
{
    /// <summary>
    /// Writes the file, and tries it in ONNX Runtime on photos before it gets its name: every label must be that of
    /// backbone and classifier, and every probability within 1e-5 of theirs.
    /// </summary>
    /// <param name="classifierPath">A classifier made by <see cref="ClassifierFile.Save"/>.</param>
    /// <param name="path">Where the file will be; an ONNX file that exists there is replaced.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told after each photo.</param>
    /// <param name="cancellationToken">Stops the work; nothing is written then.</param>
    /// <exception cref="ClassifierFileException">The classifier cannot be read, or its features are of an unknown backbone.</exception>
    /// <exception cref="BackboneException">The backbone is not there, or cannot be exported.</exception>
    /// <exception cref="ImageFolderException">None of the photos can be read.</exception>
    /// <exception cref="OutputException">The file cannot be written there, or its answers differ.</exception>
    public static ExportReport Run(
        string classifierPath, string path, ExportOptions? options = null, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(classifierPath);
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ExportOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PhotoLimit, 1);
        if (FileIdentity.AreSame(classifierPath, path))
            throw new OutputException($"Cannot write '{path}': the classifier is read from that file. Choose another name.", path);
        ClassifierFile.CheckWritable(path);
        var classifier = ClassifierFile.Load(classifierPath);
        if (classifier.Classifier.Recipe is not { } recipe)
            throw new ClassifierFileException($"Classifier '{classifierPath}' was trained on features of an unknown backbone, so there is no network to export with it.", classifierPath);

        var folder = Path.GetDirectoryName(Path.GetFullPath(classifierPath))!;
        var quantized = RecipePrecision.IsQuantizedFor(recipe, options.Precision) ? Quantize() : default;
        using var plain = quantized.Model is null ? null : RecipeBackbone.Load(recipe, options.BackbonePath, folder, options.Backbone);
        using var backbone = new OnnxBackbone(Prepare(), options.Backbone);
        if (backbone.FeatureCount != classifier.Classifier.FeatureCount)
            throw new BackboneException($"The classifier '{classifierPath}' takes {classifier.Classifier.FeatureCount:N0} features, the backbone '{backbone.Identity.Name}' gives {backbone.FeatureCount:N0}. Train it again.", backbone.Identity.Name);
        cancellationToken.ThrowIfCancellationRequested();
        using var output = new OutputFile(path, OnnxNodes.IsModel);
        // The weights are in the file then, and need not be held here through what follows.
        var pixels = Write(WholeFile.Of(Prepare(), classifier, options.WithPreprocessing, backbone.TakesBatches), output);
        cancellationToken.ThrowIfCancellationRequested();
        var length = output.Stream.Length;
        using var check = new ExportCheck(backbone, classifier.Classifier, ReadBack(output), pixels, options, path) { Plain = plain };
        check.Run(progress, cancellationToken);
        output.Complete();
        return check.Report(length);

        OnnxCut Prepare()
        {
            var cut = quantized.Model?.Prepare(quantized.Features!) ?? RecipeBackbone.Prepare(recipe, options.BackbonePath, folder);
            CheckNotRead(cut.Paths, path);
            return cut;
        }

        (BackboneModel? Model, FeatureOptions? Features) Quantize()
        {
            var (model, features) = RecipeBackbone.Find(recipe, options.BackbonePath, folder);
            CheckNotRead(model.Paths, path);
            return (RecipePrecision.QuantizeAsync(model, features, options.Photos, options.Backbone, null, cancellationToken).GetAwaiter().GetResult(), features);
        }
    }

    private static void CheckNotRead(ImmutableArray<string> files, string path)
    {
        if (files.Any(file => FileIdentity.AreSame(file, path)))
            throw new OutputException($"Cannot write '{path}': the backbone is read from that file. Choose another name.", path);
    }

    /// <returns>The part of the graph that makes tensors of pixels; null where it takes tensors.</returns>
    private static byte[]? Write(WholeFile whole, OutputFile output)
    {
        whole.CheckSize(output.Path);
        output.Write(whole.Model.WriteTo);
        return whole.TakesPixels ? WholeGraph.ToImages(whole.Model, output.Path).ToByteArray() : null;
    }

    /// <summary>What is tried is what lies on the disk.</summary>
    private static byte[] ReadBack(OutputFile output)
    {
        var bytes = new byte[output.Stream.Length];
        output.Write(stream =>
        {
            stream.Position = 0;
            stream.ReadExactly(bytes);
        });
        return bytes;
    }
}
