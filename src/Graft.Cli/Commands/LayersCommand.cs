using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft layers</c>: where a network can be cut.</summary>
internal static class LayersCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("BACKBONE") { Description = CommonOptions.Backbones };
        var format = CommonOptions.Format("text", "csv", "json");
        var size = CommonOptions.Size();
        var command = new Command("layers", "List the layers of a network, at each of which features can be taken.") { name, size, format };
        command.SetAction(parsed =>
        {
            var model = BackboneModel.Open(parsed.GetValue(name)!);
            var side = parsed.GetValue(size);
            var layers = model.FindLayers(side is null ? null
                : model.Preprocessing?.ScaledTo(side.Value) ?? new Preprocessing { Width = side.Value, Height = side.Value, Layout = model.InputLayout });
            LayersOutput.Write(parsed.GetValue(format)!, model, layers);
            return ExitCodes.Done;
        });
        return command;
    }
}
