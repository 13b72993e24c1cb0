using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft verify</c>: Graft's numbers against those of Pillow and PyTorch, stage by stage.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("BACKBONE") { Description = CommonOptions.Backbones };
        var reference = new Option<string?>("--reference")
        {
            Description = "A folder of values that a pipeline of yours gave for this network, to be compared besides. docs/verify.md says how to make one.",
            HelpName = "FOLDER",
        };
        var tolerance = CommonOptions.Number(
            "--tolerance", "The largest relative difference that passes, of layers, and of tensors in the folder.", new VerificationOptions().Tolerance,
            value => value >= 0, "must be a number of at least 0");
        var threads = CommonOptions.Threads();
        var device = CommonOptions.Device();
        var format = CommonOptions.Format("text", "json");
        var command = new Command("verify", "Compare what becomes of pictures, from file to features, with Pillow and PyTorch. Exit with 1 when it differs.")
        {
            name, reference, tolerance, threads, device, format,
        };
        command.SetAction(parsed =>
        {
            var report = BackboneVerification.Run(BackboneModel.Open(parsed.GetValue(name)!), new VerificationOptions
            {
                ReferenceFolder = parsed.GetValue(reference),
                Tolerance = parsed.GetValue(tolerance),
                Backbone = new BackboneOptions { Threads = parsed.GetValue(threads), Device = Enum.Parse<BackboneDevice>(parsed.GetValue(device)!, ignoreCase: true) },
            });
            VerificationOutput.Write(parsed.GetValue(format)!, report);
            return report.Passed ? ExitCodes.Done : ExitCodes.BadData;
        });
        return command;
    }
}
