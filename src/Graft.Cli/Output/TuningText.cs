namespace Graft.Cli.Output;

/// <summary>How threads and batch size were chosen, on standard error.</summary>
internal static class TuningText
{
    public static void Write(TunedBackbone tuned)
    {
        foreach (var trial in tuned.Trials)
            Console.Error.WriteLine($"  {trial.Threads} threads, batches of {trial.BatchSize,2}: {trial.ImagesPerSecond:F1} images/s");
        Console.Error.WriteLine($"{tuned.Threads} {(tuned.Threads == 1 ? "thread" : "threads")}, batches of {tuned.BatchSize}{(tuned.Trials.IsEmpty ? "." : ", by a trial of the network alone.")}");
    }
}
