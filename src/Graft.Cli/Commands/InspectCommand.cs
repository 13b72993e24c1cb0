using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft inspect</c>: what a file holds, in plain words.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("FILE") { Description = "A feature file or a classifier." };
        var format = CommonOptions.Format("text", "json");
        var command = new Command("inspect", "Say what a feature file or a classifier holds.") { path, format };
        command.SetAction(parsed =>
        {
            var isJson = parsed.GetValue(format) == "json";
            var file = parsed.GetValue(path)!;
            if (FeatureFile.IsFeatureFile(file))
            {
                using var features = FeatureFile.Open(file);
                if (isJson)
                    Json.Write(InspectionJson.Of(features));
                else
                    InspectionText.Write(features);
            }
            else
            {
                var classifier = ClassifierFile.Load(file);
                if (isJson)
                    Json.Write(InspectionJson.Of(file, classifier));
                else
                    InspectionText.Write(file, classifier);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
