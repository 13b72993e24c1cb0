using Microsoft.Win32.SafeHandles;

namespace Graft;

/// <summary>
/// Brings what is written to the disk while more is being written, so that whoever waits for it at the end waits less. For one
/// thread at a time.
/// </summary>
internal sealed class FlushAhead
{
    private Task _flushing = Task.CompletedTask;

    /// <summary>Begins to flush a file, unless it is being flushed already.</summary>
    /// <exception cref="IOException">What was flushed before did not come to the disk.</exception>
    public void Start(SafeFileHandle file)
    {
        if (!_flushing.IsCompleted)
            return;
        // A failure is told once by the system, and must not be lost.
        Finish();
        _flushing = Task.Run(() => RandomAccess.FlushToDisk(file));
    }

    /// <summary>Waits for it; the file may be closed after that.</summary>
    /// <exception cref="IOException">It did not come to the disk.</exception>
    public void Finish()
    {
        var flushing = _flushing;
        _flushing = Task.CompletedTask;
        flushing.GetAwaiter().GetResult();
    }
}
