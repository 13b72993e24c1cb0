using System.CommandLine;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary><c>graft pull</c>: the one command that uses the network.</summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "A backbone that 'graft backbones' lists.", HelpName = "NAME" };
        name.CompletionSources.Add([.. BackboneCatalogue.Entries.Select(entry => entry.Name)]);
        var from = new Option<string>("--from")
        {
            Description = "The published file, where you have it already; nothing is downloaded.",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Fetch it anew although it is there." };
        var format = CommonOptions.Format("text", "json");
        var quiet = CommonOptions.Quiet();
        var command = new Command("pull", "Fetch a pretrained network onto this machine, from where its publisher offers it.") { name, from, force, format, quiet };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var entry = BackboneCatalogue.Get(parsed.GetValue(name)!);
            var options = new PullOptions { From = parsed.GetValue(from), Force = parsed.GetValue(force) };
            using var progress = new ProgressLine(options.From is null ? "Downloading" : "Checking", parsed.GetValue(quiet));
            var report = await BackbonePull.RunAsync(entry, options, progress, cancellationToken).ConfigureAwait(false);
            progress.Dispose();
            if (parsed.GetValue(format) == "json")
                Json.Write(ResultJson.Of(entry, report));
            else
                Console.Out.WriteLine(ResultText.Of(entry, report));
            return ExitCodes.Done;
        });
        return command;
    }
}
