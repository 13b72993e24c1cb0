using System.Diagnostics;

namespace Graft.Cli.Output;

/// <summary>
/// Shows on standard error how far long work has come: on a terminal one line that is drawn again and again, else a line
/// now and then.
/// </summary>
internal sealed class ProgressLine(string what, bool quiet, string unit = "images") : IProgress<ExtractionProgress>, IProgress<TransferProgress>, IProgress<SearchProgress>, IProgress<CheckProgress>, IDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Lock _gate = new();
    private string _what = what;
    private TimeSpan _lastShown = TimeSpan.Zero;
    private bool _isLineOpen;

    public void Report(ExtractionProgress value) => Show(new Amount(value.DoneCount, value.TotalCount, value.ResumedCount)
    {
        RateUnit = unit,
        Note = value.SkippedCount > 0 ? $", {value.SkippedCount:N0} skipped" : "",
    });

    public void Report(TransferProgress value) => Show(new Amount(value.DoneBytes / 1e6, value.TotalBytes / 1e6, value.ResumedBytes / 1e6)
    {
        Unit = " MB",
        RateUnit = "MB",
        Format = value.TotalBytes < 10_000_000 ? "N1" : "N0",
    });

    public void Report(SearchProgress value) => Show(new Amount(value.DoneCount, value.TotalCount, 0)
    {
        RateUnit = unit,
        Note = $", {value.Table.Rows.Count(row => row.FoldAccuracies.All(double.IsFinite)):N0} of {value.Table.SettingCount:N0} settings",
    });

    /// <summary>Each phase has a line, and a time, of its own.</summary>
    public void Report(CheckProgress value)
    {
        lock (_gate)
        {
            if (value.Phase != _what)
            {
                Dispose();
                (_what, _lastShown) = (value.Phase, TimeSpan.Zero);
                _time.Restart();
            }

            Show(new Amount(value.Share, 1, 0));
        }
    }

    /// <summary>Ends the line, so that what follows stands below it.</summary>
    public void Dispose()
    {
        if (_isLineOpen)
            Console.Error.WriteLine();
        _isLineOpen = false;
    }

    private void Show(Amount value)
    {
        if (quiet)
            return;
        var elapsed = _time.Elapsed;
        var isLast = value.Done >= value.Total;
        if (!isLast && elapsed - _lastShown < (_isTerminal ? TerminalInterval : LogInterval))
            return;
        _lastShown = elapsed;
        var text = Text(value, elapsed);
        if (_isTerminal)
        {
            // Clears what is left of a longer line before.
            Console.Error.Write($"\r{Fit($"{_what} {Bar(value)} {text}")}\u001b[K");
            _isLineOpen = true;
        }
        else
        {
            Console.Error.WriteLine($"{_what}: {text}");
        }
    }

    private static string Text(Amount value, TimeSpan elapsed)
    {
        var rate = (value.Done - value.Resumed) / Math.Max(elapsed.TotalSeconds, 1e-3);
        var left = TimeSpan.FromSeconds((value.Total - value.Done) / Math.Max(rate, 1e-3));
        var time = value.Done < value.Total ? $"{Clock(left)} left" : $"in {Clock(elapsed)}";
        if (value.RateUnit.Length == 0)
            return $"{100 * value.Done / value.Total,3:F0}%, {time}";
        return
            $"{100 * value.Done / value.Total,3:F0}% {value.Done.ToString(value.Format)}/{value.Total.ToString(value.Format)}{value.Unit}, " +
            $"{rate:F1} {value.RateUnit}/s, {time}{value.Note}";
    }

    private static string Bar(Amount value)
    {
        const int Width = 24;
        var full = (int)(Width * value.Done / value.Total);
        return new string('█', full) + new string('░', Width - full);
    }

    private static string Fit(string line)
    {
        var width = Console.WindowWidth > 0 ? Console.WindowWidth : 80;
        return line.Length < width ? line : line[..(width - 1)];
    }

    private static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    /// <summary>What is done of what there is to do, and how to say so.</summary>
    private readonly record struct Amount(double Done, double Total, double Resumed)
    {
        public string Unit { get; init; } = "";

        /// <summary>What is counted; empty where only the share is known.</summary>
        public string RateUnit { get; init; } = "";

        public string Format { get; init; } = "N0";

        public string Note { get; init; } = "";
    }
}
