using System.Collections.Immutable;
using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary>The rows that a classifier is trained on: of one feature file, of several, or of images whose features are made first.</summary>
internal sealed class TrainingInput : IDisposable
{
    private readonly FeatureFiles _files;

    private TrainingInput(FeatureFiles files) => _files = files;

    public IFeatureRows Rows => _files.Rows;

    /// <summary>Images that could not be read.</summary>
    public int SkippedCount { get; private init; }

    /// <summary>Paths of all images; default when features were given.</summary>
    public ImmutableArray<string> ImagePaths { get; private init; }

    /// <summary>Opens features, or makes them.</summary>
    /// <param name="parsed">Options of the extraction.</param>
    /// <param name="extraction">Them, and the run.</param>
    /// <param name="inputs">At least one path.</param>
    /// <param name="featurePath">Where features of images go.</param>
    /// <param name="check">Whether images suffice, before they are run through the network.</param>
    /// <param name="cancellationToken">Stops an extraction.</param>
    public static async Task<TrainingInput> OpenAsync(
        ParseResult parsed, ExtractionArguments extraction, string[] inputs, string featurePath, Action<ImageSet> check, CancellationToken cancellationToken)
    {
        if (inputs.All(IsFeatures))
            return new TrainingInput(LayerOf(parsed, extraction, inputs[0]) is { } layer ? FeatureFiles.Open(inputs, path => FeatureFile.Open(path, layer)) : FeatureFiles.Open(inputs, FeatureFile.Open));
        if (inputs.Length > 1)
            throw NotFeatures(inputs.First(input => !IsFeatures(input)));
        if (extraction.HasSeveralDatasets(parsed))
            throw new TrainingDataException("A classifier is trained on one row of features a photo, and several layers were named. Add --concat, or extract them first.");
        var images = ImageInput.Open(inputs[0]);
        check(images);
        var report = await extraction.RunAsync(parsed, images, featurePath, extraction.ExtractionOptions(parsed), cancellationToken).ConfigureAwait(false);
        Lines.WriteError($"Features are kept in {featurePath}; to train again, give that file instead of the photos.");
        return new TrainingInput(FeatureFiles.Open([featurePath], FeatureFile.Open))
        {
            SkippedCount = report.Skipped.Length,
            ImagePaths = [.. images.Images.Select(image => image.Path)],
        };
    }

    public void Dispose() => _files.Dispose();

    private static bool IsFeatures(string path) => FeatureFile.IsFeatureFile(path) && !ImagePack.IsImagePack(path);

    private static string? LayerOf(ParseResult parsed, ExtractionArguments extraction, string input)
    {
        if (extraction.GivenForExtraction(parsed) is [var option, ..])
            throw new FeatureFileException($"'{input}' holds features that are made already, so '{option}' has no meaning. Extract them again with it, or train without it.", input);
        return extraction.Layers(parsed) switch
        {
            [] => null,
            [var only] => only,
            var several => throw new FeatureFileException($"A classifier is trained on one dataset of '{input}'; {several.Length} layers were named.", input),
        };
    }

    private static TrainingDataException NotFeatures(string input)
    {
        // What is not there at all is told in the usual words.
        if (!File.Exists(input) && !Directory.Exists(input))
            ImageInput.Open(input);
        return new TrainingDataException($"'{input}' holds no features, and of several inputs all must be feature files. Extract its features first.");
    }
}
