using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft train</c>: features, or photos, to a classifier and its accuracy.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var defaults = new TrainingOptions();
        var source = new Argument<string>("FEATURES|IMAGES")
        {
            Description = "A feature file, or images as 'extract' takes them; their features then go into a file beside the classifier.",
        };
        var output = CommonOptions.Out("The ONNX classifier to write.", "CLASSIFIER.onnx");
        output.Validators.Add(result =>
        {
            // The name with that ending is the features'.
            if (result.Tokens is [var token] && Path.GetExtension(token.Value).ToLowerInvariant() is ".h5" or ".hdf5")
                result.AddError($"Option '--out' must name an .onnx file, got '{token.Value}'.");
        });
        var testFraction = CommonOptions.Number(
            "--test-fraction", "Share of each class to keep for the test; 0 trains on everything.", defaults.TestFraction,
            value => value is >= 0 and < 1, "must be a number of at least 0 and less than 1");
        var c = CommonOptions.Number(
            "--c", "Inverse strength of the regularisation, as in scikit-learn.", defaults.Classifier.C,
            value => value > 0, "must be a number greater than 0");
        var standardize = new Option<bool>("--standardize")
        {
            Description = "Bring each feature to mean 0 and deviation 1 during the fit.",
            HelpName = "true|false",
            DefaultValueFactory = _ => defaults.Classifier.Standardize,
        };
        var seed = CommonOptions.Seed();
        var format = CommonOptions.Format("text", "json");
        var extraction = new ExtractionArguments();
        var command = new Command("train", "Train a classifier on features or photos, and test it.")
        {
            source, output, testFraction, seed, c, standardize, format,
        };
        extraction.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (input, path) = (parsed.GetValue(source)!, parsed.GetValue(output)!);
            var options = new TrainingOptions
            {
                TestFraction = parsed.GetValue(testFraction),
                Seed = parsed.GetValue(seed),
                Classifier = new LogisticRegressionOptions
                {
                    C = parsed.GetValue(c),
                    Standardize = parsed.GetValue(standardize),
                    Threads = extraction.Threads(parsed),
                },
            };
            ClassifierFile.CheckWritable(path);
            var skipped = 0;
            var layer = default(string);
            if (FeatureFile.IsFeatureFile(input) && !ImagePack.IsImagePack(input))
            {
                if (extraction.GivenForExtraction(parsed) is [var option, ..])
                    throw new FeatureFileException($"'{input}' holds features that are made already, so '{option}' has no meaning. Extract them again with it, or train without it.", input);
                layer = extraction.Layers(parsed) switch
                {
                    [] => null,
                    [var only] => only,
                    var several => throw new FeatureFileException($"A classifier is trained on one dataset of '{input}'; {several.Length} layers were named.", input),
                };
            }
            else
            {
                if (extraction.HasSeveralDatasets(parsed))
                    throw new TrainingDataException("A classifier is trained on one row of features a photo, and several layers were named. Add --concat, or extract them first.");
                var images = ImageInput.Open(input);
                ClassifierTraining.Check(images, options);
                var featureFile = Path.ChangeExtension(path, ".h5");
                var report = await extraction.RunAsync(parsed, images, featureFile, extraction.ExtractionOptions(parsed), cancellationToken).ConfigureAwait(false);
                skipped = report.Skipped.Length;
                await Console.Error.WriteLineAsync($"Features are kept in {featureFile}; to train again, give that file instead of the photos.").ConfigureAwait(false);
                input = featureFile;
            }

            using var features = layer is null ? FeatureFile.Open(input) : FeatureFile.Open(input, layer);
            var result = ClassifierTraining.Run(features, options, cancellationToken);
            new ClassifierFile(result.Classifier, result.Record, result.SeenRows).Save(path);
            if (parsed.GetValue(format) == "json")
                Json.Write(ResultJson.Of(path, result));
            else
                ResultText.Write(path, result);
            return extraction.ExitCode(parsed, skipped);
        });
        return command;
    }
}
