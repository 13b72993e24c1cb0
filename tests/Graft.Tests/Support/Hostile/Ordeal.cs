using System.Collections.Concurrent;
using System.Diagnostics;

namespace Graft.Tests.Support.Hostile;

/// <summary>
/// Reads hostile files one after the other on a thread with a small stack, so that unbounded recursion shows, and
/// watches from outside how long each takes and how much memory.
/// </summary>
internal sealed class Ordeal
{
    private const int StackBytes = 512 * 1024;
    private const long FreeBytes = 256L << 20;
    private const int UsualTimesFileSize = 4;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    private readonly Func<string, string> _digest;
    private readonly Type _refusal;
    private readonly int _timesFileSize;
    private readonly List<string> _failures = [];
    // The report may be made while the worker is still at it.
    private readonly ConcurrentDictionary<string, int> _outcomes = [];
    private readonly long _workingSetBefore = Environment.WorkingSet;
    private volatile Trial? _current;
    private long _highestWorkingSet;

    /// <summary>For feature files.</summary>
    public Ordeal()
        : this(new EverythingReadable().Digest, typeof(FeatureFileException), UsualTimesFileSize)
    {
    }

    /// <param name="digest">Reads a file; gives equal text for equal content.</param>
    /// <param name="refusal">What it throws where it refuses one.</param>
    /// <param name="timesFileSize">How much memory it may take, beside a fixed amount.</param>
    public Ordeal(Func<string, string> digest, Type refusal, int timesFileSize) =>
        (_digest, _refusal, _timesFileSize) = (digest, refusal, timesFileSize);

    public int Count => _outcomes.Values.Sum();

    /// <summary>How many files were read, refused, or read otherwise.</summary>
    public string Summary => string.Join(", ", _outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => $"{outcome.Value:N0} {outcome.Key}"));

    /// <summary>Reads a sound file.</summary>
    public string Digest(string path) => _digest(path);

    /// <summary>Puts each file to the test as it comes; fails at once when one hangs.</summary>
    public void Run(IEnumerable<Trial> trials)
    {
        Exception? unexpected = null;
        var worker = new Thread(
            () =>
            {
                unexpected = Record.Exception(() =>
                {
                    foreach (var trial in trials)
                        Undergo(trial);
                });
            },
            StackBytes)
        { IsBackground = true };
        worker.Start();
        while (!worker.Join(Glance))
        {
            if (_current is not { } trial)
                continue;
            if (trial.Clock.Elapsed >= Limit)
                Assert.Fail($"{trial.What}: still reading after {Limit.TotalSeconds} s\n{Report()}");
            var above = Environment.WorkingSet - _workingSetBefore;
            _highestWorkingSet = Math.Max(_highestWorkingSet, above);
            if (above > Bound(trial) && trial == _current)
                Assert.Fail($"{trial.What}: working set grew by {above >> 20:N0} MB\n{Report()}");
        }

        Assert.Null(unexpected);
        TestContext.Current.SendDiagnosticMessage($"{Report()}; working set grew by at most {_highestWorkingSet >> 20:N0} MB");
    }

    public void AssertNoFailures() =>
        Assert.True(_failures.Count == 0, $"{_failures.Count:N0} failures ({Summary}):\n{string.Join('\n', _failures.Take(40))}");

    private void Undergo(Trial trial)
    {
        var before = GC.GetTotalAllocatedBytes();
        trial.Clock.Restart();
        _current = trial;
        var (outcome, fault) = Outcome(trial);
        _current = null;
        var allocated = GC.GetTotalAllocatedBytes() - before;
        if (allocated > Bound(trial))
            fault ??= $"{allocated >> 20:N0} MB allocated for a file of {trial.FileLength:N0} bytes";
        _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
        if (fault is not null)
            _failures.Add($"  {trial.What}: {fault}");
    }

    private (string Outcome, string? Fault) Outcome(Trial trial)
    {
        try
        {
            var digest = _digest(trial.Path);
            if (trial.SoundDigest is null || digest == trial.SoundDigest)
                return ("read", null);
            return ("read otherwise", trial.MustBeNoticed ? "a checksum was wrong, and nobody noticed" : null);
        }
        catch (Exception refusal) when (refusal.GetType() == _refusal)
        {
            return ("refused", refusal.Message.Contains(trial.Path, StringComparison.Ordinal) ? null : $"refused without the file's name: {refusal.Message}");
        }
        catch (Exception e)
        {
            return ("crashed", $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} {e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Graft.", StringComparison.Ordinal))?.Trim()}");
        }
    }

    private string Report() => $"{Count:N0} files: {Summary}";

    private long Bound(Trial trial) => _timesFileSize * trial.FileLength + FreeBytes;

    /// <summary>One file to read.</summary>
    /// <param name="What">For the report.</param>
    /// <param name="Path">The file.</param>
    /// <param name="FileLength">Its bytes, with those of the files it leads to.</param>
    /// <param name="SoundDigest">What is in it when the damage does not show; null when nobody can know.</param>
    /// <param name="MustBeNoticed">Whether reading something else is a fault.</param>
    public sealed record Trial(string What, string Path, long FileLength, string? SoundDigest, bool MustBeNoticed)
    {
        public Stopwatch Clock { get; } = new();
    }
}
