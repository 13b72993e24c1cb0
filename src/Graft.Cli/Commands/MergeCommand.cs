using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft merge</c>: shards of one list of images to one feature file.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var shards = new Argument<string[]>("SHARDS") { Description = "Files made by 'extract --shard', or folders of them.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out", "-o") { Description = "The HDF5 feature file to write.", HelpName = "FEATURES.h5" };
        var check = new Option<bool>("--check")
        {
            Description = "Only see whether all shards are there and go together, and print the numbers of those to run again, as 'sbatch --array' takes them. Exit with 1 when there are any.",
        };
        var isVirtual = new Option<bool>("--virtual") { Description = "Write an HDF5 virtual dataset: the rows stay in the shards, which must stay where they are." };
        var format = CommonOptions.Format("text", "json");
        var quiet = CommonOptions.Quiet();
        var command = new Command("merge", "Make one feature file of the shards that many tasks have made.") { shards, output, check, isVirtual, format, quiet };
        command.Validators.Add(result =>
        {
            if (result.GetValue(check) == (result.GetValue(output) is not null))
                result.AddError("Give either --out FEATURES.h5 or --check.");
            else if (result.GetValue(check) && result.GetValue(isVirtual))
                result.AddError("Option '--virtual' goes with --out.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output);
            if (path is not null)
                Hdf5RowWriter.CheckWritable(path);
            using var set = ShardSet.Open(parsed.GetValue(shards)!);
            var isJson = parsed.GetValue(format) == "json";
            if (path is null || !set.Check.IsComplete)
            {
                MergeOutput.Write(set.Check, path is null, isJson);
                return Task.FromResult(set.Check.IsComplete ? ExitCodes.Done : ExitCodes.BadData);
            }

            using var progress = new ProgressLine("Merging", parsed.GetValue(quiet), "rows");
            var report = parsed.GetValue(isVirtual) ? set.MergeVirtually(path) : set.Merge(path, progress, cancellationToken);
            progress.Dispose();
            MergeOutput.Write(path, report, parsed.GetValue(isVirtual), isJson);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}
