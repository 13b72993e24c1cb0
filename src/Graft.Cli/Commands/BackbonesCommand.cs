using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft backbones</c>: the networks that Graft knows.</summary>
internal static class BackbonesCommand
{
    public static Command Create()
    {
        var format = CommonOptions.Format("text", "json");
        var command = new Command("backbones", "List the pretrained networks that Graft knows, and which of them are on this machine.") { format };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(format) == "json")
                Json.Write(CatalogueOutput.Of(BackboneCatalogue.Entries));
            else
                CatalogueOutput.Write(BackboneCatalogue.Entries);
            return ExitCodes.Done;
        });
        return command;
    }
}
