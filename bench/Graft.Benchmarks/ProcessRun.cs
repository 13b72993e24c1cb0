using System.Diagnostics;
using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>A program and those it starts, timed, with the memory that they have at once: pages they share count once.</summary>
internal static class ProcessRun
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a program to its end; what it prints is shown.</summary>
    /// <returns>Seconds, and the largest proportional set size (Linux) in bytes.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static (double Seconds, long PeakBytes) Run(string program, params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(program, arguments);
        var peak = 0L;
        while (!process.WaitForExit(Interval))
            peak = Math.Max(peak, Tree(process.Id).Sum(SetSize));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return process.ExitCode == 0 ? (seconds, peak) : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static IEnumerable<int> Tree(int id)
    {
        yield return id;
        foreach (var child in Words($"/proc/{id}/task/{id}/children").SelectMany(text => Tree(int.Parse(text, CultureInfo.InvariantCulture))))
            yield return child;
    }

    private static long SetSize(int id) => Words($"/proc/{id}/smaps_rollup")
        .SkipWhile(word => word != "Pss:").Skip(1).Take(1).Sum(word => 1024 * long.Parse(word, CultureInfo.InvariantCulture));

    private static string[] Words(string path)
    {
        try
        {
            return File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return []; // It has ended meanwhile.
        }
    }
}
