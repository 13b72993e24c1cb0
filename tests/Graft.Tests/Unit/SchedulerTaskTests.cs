using Graft.Cli;
using Graft.Cli.Commands;

namespace Graft.Tests.Unit;

/// <summary>What the variables of schedulers say about the shard that a task is.</summary>
public sealed class SchedulerTaskTests
{
    [Theory]
    [InlineData("3/8", "", "3/8")]
    [InlineData("3/8", "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=9", "3/8")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=9", "5/9")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=9 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=9", "5/9")]
    [InlineData("auto/9", "SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MAX=7", "5/9")]
    [InlineData("auto/9", "SLURM_ARRAY_TASK_ID=9", "9/9")]
    [InlineData("auto", "JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=4", "1/4")]
    [InlineData("auto", "JOB_COMPLETION_INDEX=3 JOB_COMPLETIONS=4", "4/4")]
    [InlineData("auto/6", "JOB_COMPLETION_INDEX=5 JOB_COMPLETIONS=4", "6/6")]
    public void A_task_knows_its_shard(string text, string environment, string shard) =>
        Assert.Equal(shard, $"{SchedulerTask.Shard(text, ShardBy.Hash, Variables(environment))}");

    [Theory]
    [InlineData("", "", "Option '--shard' must be I/N")]
    [InlineData("9/8", "", "Option '--shard' must be I/N")]
    [InlineData("auto/", "", "Option '--shard' must be I/N")]
    [InlineData("auto/x", "", "Option '--shard' must be I/N")]
    [InlineData("auto/100001", "", "Option '--shard' must be I/N")]
    [InlineData("auto", "", "Option '--shard' is auto, but neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set")]
    [InlineData("auto/8", "", "Option '--shard' is auto, but neither")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=5", "SLURM_ARRAY_TASK_COUNT is not set")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=x SLURM_ARRAY_TASK_COUNT=9", "SLURM_ARRAY_TASK_ID is 'x'; expected a whole number")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=9", "SLURM_ARRAY_TASK_ID is 0 in an array of 9; expected one that is numbered from 1 on, such as --array=1-9.")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=9 SLURM_ARRAY_TASK_MAX=8", "SLURM_ARRAY_TASK_ID is 1 in an array of 9; expected one that is numbered from 1 on")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=2", "SLURM_ARRAY_TASK_ID is 7 in an array of 2; expected one that is numbered from 1 on, such as --array=1-2. Where only some tasks are run again")]
    [InlineData("auto/8", "SLURM_ARRAY_TASK_ID=9", "SLURM_ARRAY_TASK_ID is 9 in an array of 8")]
    [InlineData("auto", "JOB_COMPLETION_INDEX=0", "JOB_COMPLETIONS is not set")]
    [InlineData("auto", "JOB_COMPLETION_INDEX=4 JOB_COMPLETIONS=4", "JOB_COMPLETION_INDEX is 4 of 4 completions; expected a number from 0 to 3.")]
    [InlineData("auto", "JOB_COMPLETION_INDEX=2147483647 JOB_COMPLETIONS=4", "JOB_COMPLETION_INDEX is '2147483647'; expected a whole number")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=200000", "SLURM_ARRAY_TASK_COUNT is 200000; there can be at most 100,000 shards.")]
    public void What_does_not_fit_is_refused(string text, string environment, string message) =>
        Assert.StartsWith(message, Assert.Throws<UsageException>(() => SchedulerTask.Shard(text, ShardBy.Hash, Variables(environment))).Message);

    private static Func<string, string?> Variables(string environment)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return name => variables.GetValueOrDefault(name);
    }
}
