namespace Graft.Cli.Output;

/// <summary>
/// Shows on standard error how far long work has come: on a terminal one line that is drawn again and again, else a line
/// now and then.
/// </summary>
internal sealed class ProgressLine(string what, bool quiet, string unit = "images", ProgressTarget? target = null) : IProgress<ExtractionProgress>, IProgress<TransferProgress>, IProgress<SearchProgress>, IProgress<CheckProgress>, IProgress<QuantizationProgress>, IDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);

    private readonly ProgressTarget _target = target ?? ProgressTarget.StandardError;
    private readonly Lock _gate = new();
    private long _start = (target?.Time ?? TimeProvider.System).GetTimestamp();
    private string _what = what;
    private TimeSpan _lastShown = TimeSpan.Zero;
    private bool _isLineOpen;

    /// <summary>How long it is silent between two lines where it is not a terminal that they go to.</summary>
    public TimeSpan LogInterval { get; init; } = TimeSpan.FromSeconds(10);

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
    public void Report(CheckProgress value) => Report(value.Phase, value.Share, null, "");

    /// <inheritdoc cref="Report(CheckProgress)"/>
    public void Report(QuantizationProgress value) => Report(value.Phase, value.Share, null, "");

    /// <summary>The same, with more to say.</summary>
    /// <param name="phase">What is being done.</param>
    /// <param name="share">How much of it is done, from 0 to 1.</param>
    /// <param name="left">Time left; null for that of the phase, as it has gone so far.</param>
    /// <param name="note">Stands behind all else.</param>
    public void Report(string phase, double share, TimeSpan? left, string note)
    {
        lock (_gate)
        {
            if (phase != _what)
            {
                Dispose();
                (_what, _lastShown, _start) = (phase, TimeSpan.Zero, _target.Time.GetTimestamp());
            }

            Show(new Amount(share, 1, 0) { Left = left, Note = note });
        }
    }

    /// <summary>Takes the line back, to make room for another.</summary>
    public void Erase()
    {
        lock (_gate)
        {
            if (_isLineOpen)
                _target.Writer.Write("\r\u001b[K");
            _isLineOpen = false;
        }
    }

    /// <summary>Ends the line, so that what follows stands below it.</summary>
    public void Dispose()
    {
        if (_isLineOpen)
            _target.Writer.WriteLine();
        _isLineOpen = false;
    }

    private void Show(Amount value)
    {
        if (quiet)
            return;
        var elapsed = _target.Time.GetElapsedTime(_start);
        var isLast = value.Done >= value.Total;
        if (!isLast && elapsed - _lastShown < (_target.IsTerminal ? TerminalInterval : LogInterval))
            return;
        _lastShown = elapsed;
        var text = Text(value, elapsed);
        if (_target.IsTerminal)
        {
            // Clears what is left of a longer line before.
            _target.Writer.Write($"\r{Fit($"{_what} {Bar(value)} {text}")}\u001b[K");
            _isLineOpen = true;
        }
        else
        {
            _target.Writer.WriteLine($"{_what}: {text}");
        }
    }

    private static string Text(Amount value, TimeSpan elapsed)
    {
        var rate = (value.Done - value.Resumed) / Math.Max(elapsed.TotalSeconds, 1e-3);
        var left = value.Left ?? TimeSpan.FromSeconds((value.Total - value.Done) / Math.Max(rate, 1e-3));
        var time = value.Done < value.Total ? $"{Clock(left)} left" : $"in {Clock(elapsed)}";
        if (value.RateUnit.Length == 0)
            return $"{100 * value.Done / value.Total,3:F0}%, {time}{value.Note}";
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

    private string Fit(string line)
    {
        var width = _target.Columns ?? (Console.WindowWidth > 0 ? Console.WindowWidth : 80);
        return line.Length < width ? line : line[..(width - 1)];
    }

    /// <summary>Such as <c>0:36</c>, <c>12:04</c> and <c>1:07:30</c>.</summary>
    public static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    /// <summary>What is done of what there is to do, and how to say so.</summary>
    private readonly record struct Amount(double Done, double Total, double Resumed)
    {
        public string Unit { get; init; } = "";

        /// <summary>What is counted; empty where only the share is known.</summary>
        public string RateUnit { get; init; } = "";

        public string Format { get; init; } = "N0";

        public string Note { get; init; } = "";

        /// <summary>Time left; null for what the rate so far says.</summary>
        public TimeSpan? Left { get; init; }
    }
}
