using System.Diagnostics;

namespace Graft.Cli.Output;

/// <summary>
/// Shows on standard error how far long work has come: on a terminal one line that is drawn again and again, else a line
/// now and then.
/// </summary>
internal sealed class ProgressLine(string what, bool quiet, string unit = "images") : IProgress<ExtractionProgress>, IDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private TimeSpan _lastShown = TimeSpan.Zero;
    private bool _isLineOpen;

    public void Report(ExtractionProgress value)
    {
        if (quiet)
            return;
        var elapsed = _time.Elapsed;
        var isLast = value.DoneCount == value.TotalCount;
        if (!isLast && elapsed - _lastShown < (_isTerminal ? TerminalInterval : LogInterval))
            return;
        _lastShown = elapsed;
        var text = Text(value, elapsed);
        if (_isTerminal)
        {
            // Clears what is left of a longer line before.
            Console.Error.Write($"\r{Fit($"{what} {Bar(value)} {text}")}\u001b[K");
            _isLineOpen = true;
        }
        else
        {
            Console.Error.WriteLine($"{what}: {text}");
        }
    }

    /// <summary>Ends the line, so that what follows stands below it.</summary>
    public void Dispose()
    {
        if (_isLineOpen)
            Console.Error.WriteLine();
        _isLineOpen = false;
    }

    private string Text(ExtractionProgress value, TimeSpan elapsed)
    {
        var rate = (value.DoneCount - value.ResumedCount) / Math.Max(elapsed.TotalSeconds, 1e-3);
        var left = TimeSpan.FromSeconds((value.TotalCount - value.DoneCount) / Math.Max(rate, 1e-3));
        var time = value.DoneCount < value.TotalCount ? $"{Clock(left)} left" : $"in {Clock(elapsed)}";
        var skipped = value.SkippedCount > 0 ? $", {value.SkippedCount:N0} skipped" : "";
        return
            $"{100.0 * value.DoneCount / value.TotalCount,3:F0}% {value.DoneCount:N0}/{value.TotalCount:N0}, {rate:F1} {unit}/s, {time}{skipped}";
    }

    private static string Bar(ExtractionProgress value)
    {
        const int Width = 24;
        var full = (int)((long)Width * value.DoneCount / value.TotalCount);
        return new string('█', full) + new string('░', Width - full);
    }

    private static string Fit(string line)
    {
        var width = Console.WindowWidth > 0 ? Console.WindowWidth : 80;
        return line.Length < width ? line : line[..(width - 1)];
    }

    private static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";
}
