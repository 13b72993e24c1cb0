namespace Graft.Tests.Support;

/// <summary>What happens to a file at one step of its writing.</summary>
internal enum Mishap
{
    /// <summary>The process ends in the middle of the step; what it gave to the system before is kept.</summary>
    Kill,

    /// <summary>The power goes: of each sector written since the last flush, any of its versions may be on the disk.</summary>
    PowerCut,

    /// <summary>The step fails, after a part of it was done, because the disk is full.</summary>
    DiskFull,

    /// <summary>The step fails because the disk does.</summary>
    DiskError,
}

/// <summary>The process or the machine is gone, so nothing may be done about it.</summary>
internal sealed class SimulatedCrash() : Exception("The process is gone.");

/// <summary>Stands between a writer and its file, and lets a mishap happen at a given step.</summary>
/// <param name="inner">The file.</param>
/// <param name="failingStep">Which write, flush or change of length it is.</param>
/// <param name="mishap">What happens.</param>
/// <param name="seed">Decides what is left.</param>
/// <param name="hasWholeSectors">Whether a write within one sector is done whole or not at all, as on real disks.</param>
internal sealed class CrashingStream(Stream inner, int failingStep, Mishap mishap, int seed, bool hasWholeSectors = false) : Stream
{
    private const int SectorLength = 512;

    private readonly Random _random = new(seed);

    // All versions of each sector since the last flush, the first being what a flush has made safe.
    private readonly Dictionary<long, List<byte[]>> _versions = [];
    private long _safeLength = inner.Length;
    private int _step;
    private bool _isGone;

    /// <summary>Steps so far.</summary>
    public int Steps => _step;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    public override void Flush()
    {
        Step(() => inner.Flush());
        _versions.Clear();
        _safeLength = inner.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => Step(() => inner.SetLength(value));

    public override void Write(byte[] buffer, int offset, int count)
    {
        var start = inner.Position;
        Remember(start, count);
        Step(() => inner.Write(buffer, offset, count), () => inner.Write(buffer, offset, IsWhole(start, count) ? count * _random.Next(2) : _random.Next(count + 1)));
        Remember(start, count);
    }

    private bool IsWhole(long start, int count) => hasWholeSectors && start / SectorLength == (start + count - 1) / SectorLength;

    private void Step(Action whole, Action? part = null)
    {
        if (_isGone)
            throw new SimulatedCrash();
        if (++_step != failingStep)
        {
            whole();
            return;
        }

        part?.Invoke();
        switch (mishap)
        {
            case Mishap.DiskFull:
                throw new IOException("No space left on device", 28);
            case Mishap.DiskError:
                throw new IOException("Input/output error", 5);
            case Mishap.PowerCut:
                CutPower();
                break;
        }

        _isGone = true;
        inner.Dispose();
        throw new SimulatedCrash();
    }

    private void Remember(long start, int count)
    {
        if (mishap != Mishap.PowerCut || _isGone)
            return;
        var position = inner.Position;
        for (var sector = start / SectorLength; sector * SectorLength < start + count; sector++)
        {
            var content = new byte[SectorLength];
            inner.Position = sector * SectorLength;
            inner.ReadAtLeast(content, SectorLength, throwOnEndOfStream: false);
            if (!_versions.TryGetValue(sector, out var versions))
                _versions[sector] = versions = [];
            versions.Add(content);
        }

        inner.Position = position;
    }

    private void CutPower()
    {
        var length = inner.Length;
        foreach (var (sector, versions) in _versions)
        {
            inner.Position = sector * SectorLength;
            inner.Write(versions[_random.Next(versions.Count)]);
        }

        inner.SetLength(_random.Next(2) == 0 ? _safeLength : length);
    }
}
