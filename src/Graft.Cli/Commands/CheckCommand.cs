using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft check</c>: what is wrong with the data itself.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var source = new Argument<string[]>("FEATURES") { Description = "One feature file made by 'extract' or several.", Arity = ArgumentArity.OneOrMore };
        var classifierPath = new Option<string?>("--classifier")
        {
            Description = "A classifier made by 'train', whose split into training and test is looked at (default: the split that 'train' would make).",
            HelpName = "CLASSIFIER.onnx",
        };
        var images = new Option<string?>("--images")
        {
            Description = "Folder, CSV file or pack of the photos, where they are no longer where they were when the features were made.",
            HelpName = "IMAGES",
        };
        var layer = CommonOptions.StoredLayer("the one that the classifier was trained on, or else the first,");
        var top = CommonOptions.Integer("--top", "Lines to print of each kind.", 10, 1, int.MaxValue);
        var seed = CommonOptions.Seed();
        var testFraction = CommonOptions.Number(
            "--test-fraction", "Share of each class that 'train' would keep for the test; 0 for no split.", new CheckOptions().TestFraction,
            value => value is >= 0 and < 1, "must be a number of at least 0 and less than 1");
        var groups = new Option<string?>("--write-groups")
        {
            Description = "CSV file to write for 'train --groups': near-duplicates are one group, so that they are never both trained and tested on.",
            HelpName = "GROUPS.csv",
        };
        var memory = CommonOptions.Memory();
        var threads = CommonOptions.Threads();
        var quiet = CommonOptions.Quiet();
        var format = CommonOptions.Format("text", "json", "csv");
        var command = new Command("check", "Look for duplicates, wrong labels, outliers and other faults in the data.")
        {
            source, classifierPath, images, layer, top, seed, testFraction, groups, memory, threads, quiet, format,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                if (parsed.GetValue(groups) is { } target)
                    RowCsv.CheckGroupsWritable(target);
                var classifier = parsed.GetValue(classifierPath) is { } path ? ClassifierFile.Load(path) : null;
                using var input = FeatureFiles.Open(parsed.GetValue(source)!, parsed.GetValue(layer), classifier);
                HeapLimit.Apply(parsed.GetValue(memory));
                var options = new CheckOptions
                {
                    Classifier = classifier,
                    TestFraction = parsed.GetValue(testFraction),
                    Seed = parsed.GetValue(seed),
                    Images = parsed.GetValue(images),
                    Threads = parsed.GetValue(threads),
                    MemoryLimit = parsed.GetValue(memory),
                };
                using var progress = new ProgressLine("Reading headers", parsed.GetValue(quiet));
                var report = DataCheck.Run(input.Rows, options, progress, cancellationToken);
                progress.Dispose();
                if (parsed.GetValue(groups) is { } groupPath)
                    RowCsv.WriteGroups(groupPath, input.Rows.Paths, report.Groups);
                DataCheckOutput.Write(parsed.GetValue(format)!, report, input.Rows.Paths, parsed.GetValue(top), parsed.GetValue(groups));
                return ExitCodes.Done;
            },
            CancellationToken.None));
        return command;
    }
}
