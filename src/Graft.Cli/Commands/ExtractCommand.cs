using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft extract</c>: images to an HDF5 feature file.</summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var images = new Argument<string>("IMAGES") { Description = CommonOptions.LabeledImages };
        var output = CommonOptions.Out("The HDF5 feature file to write.", "FEATURES.h5");
        var format = CommonOptions.Format("text", "json");
        var append = CommonOptions.Append();
        var commitEvery = CommonOptions.CommitEvery();
        var extraction = new ExtractionArguments();
        var sharding = new ShardArguments();
        var command = new Command("extract", "Turn labelled photos into features in an HDF5 file.") { images, output, append, commitEvery, format };
        sharding.AddTo(command);
        extraction.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var shard = sharding.Shard(parsed);
            var path = ShardArguments.PathOf(shard, parsed.GetValue(output)!);
            var options = extraction.ExtractionOptions(parsed) with
            {
                Append = parsed.GetValue(append),
                CommitInterval = TimeSpan.FromSeconds(parsed.GetValue(commitEvery)),
            };
            var source = parsed.GetValue(images)!;
            var set = shard is null ? ImageInput.Open(source) : ImageInput.Open(source, shard);
            var report = await extraction.RunAsync(parsed, set, path, options, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(format) == "json")
                Json.Write(ResultJson.Of(path, report));
            else
                Console.Out.WriteLine(ResultText.Of(path, report));
            return extraction.ExitCode(parsed, report.Skipped.Length);
        });
        return command;
    }
}
