using System.CommandLine;

namespace Graft.Cli.Commands;

/// <summary>The options that take one shard of the images, and where it is written.</summary>
internal sealed class ShardArguments
{
    private readonly Option<string> _shard = new("--shard")
    {
        Description = "Only the I-th of N parts of the images; auto reads which one from a Slurm array task or an indexed Kubernetes job, auto/N takes only I from there.",
        HelpName = "I/N|auto|auto/N",
    };

    private readonly Option<string> _by = CommonOptions.Choice(
        "--shard-by", "How images are divided: hash, by their paths, so that new ones move no others, or block, in stretches (default: hash).", "hash", "block");

    public void AddTo(Command command)
    {
        command.Add(_shard);
        command.Add(_by);
    }

    /// <summary>The shard that was asked for; null when all images are meant.</summary>
    /// <exception cref="UsageException">It is none, or the scheduler does not say which.</exception>
    public Shard? Shard(ParseResult parsed)
    {
        if (parsed.GetValue(_shard) is { } text)
            return SchedulerTask.Shard(text, Enum.Parse<ShardBy>(parsed.GetValue(_by) ?? "hash", ignoreCase: true), Environment.GetEnvironmentVariable);
        return parsed.GetValue(_by) is null ? null : throw new UsageException("Option '--shard-by' goes with --shard.");
    }

    /// <summary>The file of a shard: in a folder it has a name of its own. A folder is made that does not exist yet and ends with a slash.</summary>
    /// <exception cref="OutputException">The folder cannot be made, or has shards of another number.</exception>
    public static string PathOf(Shard? shard, string output)
    {
        var isFolder = Directory.Exists(output) || Path.EndsInDirectorySeparator(output);
        if (shard is null || !isFolder)
            return output;
        ShardFolder.Prepare(output, shard);
        return Path.Combine(output, shard.FileName);
    }
}
