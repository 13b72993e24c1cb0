using System.Globalization;

namespace Graft.Cli.Commands;

/// <summary>Which shard a task of a scheduler is: it tells its tasks by variables of the environment.</summary>
internal static class SchedulerTask
{
    private const string Auto = "auto";

    private const string SlurmTask = "SLURM_ARRAY_TASK_ID";
    private const string SlurmCount = "SLURM_ARRAY_TASK_COUNT";
    private const string SlurmLargest = "SLURM_ARRAY_TASK_MAX";
    private const string KubernetesIndex = "JOB_COMPLETION_INDEX";

    /// <summary>Kubernetes tells its pods no number of completions; the manifest does, by this variable.</summary>
    private const string KubernetesCount = "JOB_COMPLETIONS";

    /// <summary>Reads <c>3/8</c>, <c>auto</c> and <c>auto/8</c>.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="by">How the images are divided.</param>
    /// <param name="variable">Gives a variable of the environment; null where it is not set.</param>
    /// <exception cref="UsageException">It is none of these, or the variables are missing or do not fit.</exception>
    public static Shard Shard(string text, ShardBy by, Func<string, string?> variable)
    {
        if (text == Auto)
            return Scheduled(null, by, variable);
        if (text.StartsWith(Auto + "/", StringComparison.Ordinal))
            return Scheduled(Whole(text[(Auto.Length + 1)..]) is { } count and <= Graft.Shard.MostShards ? count : throw Wrong(text), by, variable);
        return Graft.Shard.Parse(text, by) ?? throw Wrong(text);
    }

    private static Shard Scheduled(int? count, ShardBy by, Func<string, string?> variable)
    {
        if (variable(SlurmTask) is { } task)
            return Slurm(task, count, by, variable);
        if (variable(KubernetesIndex) is { } index)
            return Kubernetes(index, count, by, variable);
        throw new UsageException($"Option '--shard' is {Auto}, but neither {SlurmTask} nor {KubernetesIndex} is set; it is for tasks of a Slurm array and of an indexed Kubernetes job.");
    }

    private static Shard Slurm(string task, int? count, ShardBy by, Func<string, string?> variable)
    {
        var number = Number(SlurmTask, task);
        // Of tasks that are submitted again, the number is not that of all; then the largest of them is mostly another too.
        var all = count ?? Count(SlurmCount, variable);
        if (number < 1 || number > all || (count is null && variable(SlurmLargest) is { } largest && Number(SlurmLargest, largest) != all))
        {
            throw new UsageException(
                $"{SlurmTask} is {number} in an array of {all}; expected one that is numbered from 1 on, such as --array=1-{all}. Where only some tasks are run again, say how many there are in all: --shard {Auto}/N.");
        }

        return new Shard(number, all, by);
    }

    private static Shard Kubernetes(string index, int? count, ShardBy by, Func<string, string?> variable)
    {
        var number = Number(KubernetesIndex, index) + 1;
        var all = count ?? Count(KubernetesCount, variable);
        return number >= 1 && number <= all ? new Shard(number, all, by) : throw new UsageException(
            $"{KubernetesIndex} is {index} of {all} completions; expected a number from 0 to {all - 1}. {KubernetesCount}, or N in --shard {Auto}/N, must be the job's number of completions.");
    }

    private static int Count(string name, Func<string, string?> variable) => Number(name, variable(name)) is <= Graft.Shard.MostShards and var count ? count
        : throw new UsageException($"{name} is {variable(name)}; there can be at most {Graft.Shard.MostShards:N0} shards.");

    private static int Number(string name, string? value) => Whole(value) ?? throw new UsageException(
        value is null ? $"{name} is not set, so that it is not known how many shards there are; set it, or give --shard {Auto}/N." : $"{name} is '{value}'; expected a whole number.");

    private static int? Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < int.MaxValue ? value : null;

    private static UsageException Wrong(string text) =>
        new($"Option '--shard' must be I/N with I from 1 to N and N of at most {Graft.Shard.MostShards:N0}, {Auto} or {Auto}/N, got '{text}'.");
}
