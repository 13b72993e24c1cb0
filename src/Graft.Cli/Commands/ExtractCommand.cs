using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft extract</c>: images to an HDF5 feature file.</summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var images = new Argument<string>("IMAGES")
        {
            Description = "A folder with one sub-folder of photos a class, or a CSV file with the columns path and label.",
        };
        var output = CommonOptions.Out("The HDF5 feature file to write.", "FEATURES.h5");
        var format = CommonOptions.Format("text", "json");
        var extraction = new ExtractionArguments();
        var command = new Command("extract", "Turn labelled photos into features in an HDF5 file.") { images, output, format };
        extraction.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!;
            var report = await extraction.RunAsync(parsed, ImageSet.Open(parsed.GetValue(images)!), path, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(format) == "json")
                Json.Write(ResultJson.Of(path, report));
            else
                Console.Out.WriteLine(ResultText.Of(path, report));
            return extraction.ExitCode(parsed, report.Skipped.Length);
        });
        return command;
    }
}
