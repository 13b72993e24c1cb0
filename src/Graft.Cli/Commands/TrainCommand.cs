using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft train</c>: features, or photos, to a classifier and its accuracy.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var source = new Argument<string[]>("FEATURES|IMAGES")
        {
            Description = "One feature file or several, or images as 'extract' takes them; their features then go into a file beside the classifier.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = CommonOptions.Out("The ONNX classifier to write. The table of a search goes beside it.", "CLASSIFIER.onnx");
        output.Validators.Add(result =>
        {
            // The name with that ending is the features'.
            if (result.Tokens is [var token] && Path.GetExtension(token.Value).ToLowerInvariant() is ".h5" or ".hdf5")
                result.AddError($"Option '--out' must name an .onnx file, got '{token.Value}'.");
        });
        var testFraction = CommonOptions.Number(
            "--test-fraction", "Share of each class to keep for the test; 0 trains on everything.", new TrainingOptions().TestFraction,
            value => value is >= 0 and < 1, "must be a number of at least 0 and less than 1");
        var seed = CommonOptions.Seed();
        var format = CommonOptions.Format("text", "json");
        var reportPath = new Option<string?>("--report")
        {
            Description = "Also write a report on the test photos, one HTML file, as 'report' makes it.",
            HelpName = "REPORT.html",
        };
        var report = new ReportArguments();
        var classifiers = new ClassifierArguments();
        var search = new SearchArguments(classifiers);
        var extraction = new ExtractionArguments();
        var command = new Command("train", "Train a classifier on features or photos, and test it.") { source, output, testFraction, seed };
        classifiers.AddTo(command);
        search.AddTo(command);
        command.Add(format);
        command.Add(reportPath);
        report.AddTo(command);
        extraction.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!;
            var options = search.Options(parsed, parsed.GetValue(testFraction), parsed.GetValue(seed), extraction.Threads(parsed));
            CheckReport(parsed, reportPath, report, options.TestFraction, path);
            ClassifierFile.CheckWritable(path);
            if (options.SearchFolds > 0)
                SearchTableFile.CheckWritable(SearchTableFile.PathBeside(path));
            using var input = await TrainingInput.OpenAsync(
                parsed, extraction, parsed.GetValue(source)!, Path.ChangeExtension(path, ".h5"),
                images => ClassifierTraining.Check(images, search.AddRows(options, parsed, [.. images.Images.Select(image => image.Path)])),
                cancellationToken).ConfigureAwait(false);

            options = search.AddRows(options, parsed, input.Rows.Paths, input.ImagePaths);
            HeapLimit.Apply(options.MemoryLimit);
            using var progress = new SearchLog(extraction.Progress(parsed, "Comparing", "fits"), SearchTableFile.PathBeside(path));
            var result = progress.Watch(() => ClassifierTraining.Run(input.Rows, options, progress, cancellationToken));
            result = result with { Record = result.Record with { Command = CommandText.Of(parsed.Tokens.Select(token => token.Value)) } };
            var classifier = new ClassifierFile(result.Classifier, result.Record, result.SeenRows) { Search = result.Search };
            classifier.Save(path);
            if (extraction.IsVerbose(parsed))
                ResultText.WriteMethod(result);
            if (parsed.GetValue(format) == "json")
                Json.Write(ResultJson.Of(path, result));
            else
                ResultText.Write(path, result);
            if (parsed.GetValue(reportPath) is { } pagePath)
            {
                var run = new ReportRun(pagePath, path, classifier, input.Rows, options.Seed, options.Threads, extraction.IsQuiet(parsed));
                ReportText.WriteMade(pagePath, report.Write(parsed, run, cancellationToken));
            }

            return extraction.ExitCode(parsed, input.SkippedCount);
        });
        return command;
    }

    /// <summary>What would keep a report from being written is told before the long work.</summary>
    private static void CheckReport(ParseResult parsed, Option<string?> reportPath, ReportArguments report, double testFraction, string classifierPath)
    {
        if (parsed.GetValue(reportPath) is { } path)
        {
            if (testFraction == 0)
                throw new UsageException("Option '--report' needs photos to test on; '--test-fraction 0' keeps none.");
            if (Path.GetFullPath(path) == Path.GetFullPath(classifierPath))
                throw new UsageException("Options '--out' and '--report' name the same file.");
            ClassifierReport.CheckWritable(path);
        }
        else if (report.Given(parsed).FirstOrDefault() is { } option)
        {
            throw new UsageException($"Option '{option}' is about the report; add '--report REPORT.html'.");
        }
    }
}
