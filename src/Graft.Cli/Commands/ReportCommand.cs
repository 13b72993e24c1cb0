using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft report</c>: a page that shows where a classifier is right and where it is wrong.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var classifierPath = new Argument<string>("CLASSIFIER") { Description = "A classifier made by 'train'." };
        var featurePaths = new Argument<string[]>("FEATURES")
        {
            Description = "One feature file or several, best those it was trained on: rows that it has seen do not count, but show how it learnt.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = CommonOptions.Out("The page to write, one HTML file that needs no other.", "REPORT.html");
        var layer = CommonOptions.StoredLayer("the one that the classifier was trained on");
        var seed = CommonOptions.Seed();
        var threads = CommonOptions.Threads();
        var format = CommonOptions.Format("text", "json");
        var quiet = CommonOptions.Quiet();
        var arguments = new ReportArguments();
        var command = new Command("report", "Show where a classifier is right and wrong, on a page.") { classifierPath, featurePaths, output };
        arguments.AddTo(command);
        foreach (var option in new Option[] { layer, seed, threads, format, quiet })
            command.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!;
            ClassifierReport.CheckWritable(path);
            var classifier = ClassifierFile.Load(parsed.GetValue(classifierPath)!);
            using var files = FeatureFiles.Open(parsed.GetValue(featurePaths)!, parsed.GetValue(layer), classifier);
            var run = new ReportRun(
                path, parsed.GetValue(classifierPath)!, classifier, files.Rows, parsed.GetValue(seed), parsed.GetValue(threads), parsed.GetValue(quiet));
            var report = arguments.Write(parsed, run, cancellationToken);
            if (parsed.GetValue(format) == "json")
                Json.Write(ReportJson.Of(path, report));
            else
                ReportText.Write(path, report);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
