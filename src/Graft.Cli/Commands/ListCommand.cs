using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft list</c>: a folder of images to a list of them.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var images = new Argument<string>("IMAGES") { Description = "A folder with one sub-folder of photos a class, or another list." };
        var output = CommonOptions.Out("The CSV file to write, with the columns path and label.", "LIST.csv");
        var format = CommonOptions.Format("text", "json");
        var command = new Command("list", "List labelled photos in a CSV file, so that many tasks need not look for them.") { images, output, format };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output)!;
            LabelCsv.CheckWritable(path);
            var set = ImageSet.Open(parsed.GetValue(images)!);
            EmptyFolderList.Write(set);
            LabelCsv.Write(path, set);
            if (parsed.GetValue(format) == "json")
                Json.Write(new { Out = path, ImageCount = set.Images.Length, LabelNames = set.LabelNames });
            else
                Lines.Write($"{path}: {set.Images.Length:N0} images of {set.LabelNames.Length:N0} classes.");
            return ExitCodes.Done;
        });
        return command;
    }
}
