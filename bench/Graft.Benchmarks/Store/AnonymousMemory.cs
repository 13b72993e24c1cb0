using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>Samples RssAnon of /proc/self/status: resident memory without the pages of files.</summary>
internal sealed class AnonymousMemory : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Timer _timer;
    private long _peak;

    public AnonymousMemory()
    {
        AtStart = Now();
        _timer = new Timer(_ => Sample(), null, TimeSpan.Zero, Interval);
    }

    /// <summary>Bytes.</summary>
    public long AtStart { get; }

    /// <summary>Bytes.</summary>
    public long Peak => Interlocked.Read(ref _peak);

    public void Dispose() => _timer.Dispose();

    private void Sample() => _peak = Math.Max(_peak, Now());

    private static long Now()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
