using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft import</c>: published weights to a backbone.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var architecture = new Argument<string>("ARCHITECTURE")
        {
            Description = $"The network that the weights are of: {string.Join(", ", BackboneImport.Architectures)}.",
        };
        // Help would list them in place of the name.
        architecture.HelpName = "ARCHITECTURE";
        architecture.CompletionSources.Add([.. BackboneImport.Architectures]);
        architecture.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !BackboneImport.Architectures.Contains(token.Value))
                result.AddError($"There is no architecture '{token.Value}'; known are {string.Join(", ", BackboneImport.Architectures)}.");
        });
        var weights = new Argument<string>("FILE")
        {
            Description = "Its weights: an HDF5 file of Keras, or safetensors of torchvision or timm.",
        };
        var output = CommonOptions.Out("The ONNX file to write.", "NET.onnx");
        var format = CommonOptions.Format("text", "json");
        var command = new Command("import", "Make a backbone out of published weights.") { architecture, weights, output, format };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output)!;
            var report = BackboneImport.Run(parsed.GetValue(architecture)!, parsed.GetValue(weights)!, path);
            if (parsed.GetValue(format) == "json")
                Json.Write(ResultJson.Of(path, report));
            else
                Console.Out.WriteLine(ResultText.Of(path, report));
            return ExitCodes.Done;
        });
        return command;
    }
}
