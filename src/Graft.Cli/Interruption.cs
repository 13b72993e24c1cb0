using System.Runtime.InteropServices;

namespace Graft.Cli;

/// <summary>
/// Ctrl-C and SIGTERM from the first moment on. A command then has time to end the batch it is in and to remove what it has
/// half written.
/// </summary>
/// <remarks>System.CommandLine's own handler is there only after a command has first waited for something.</remarks>
internal sealed class Interruption : IDisposable
{
    /// <summary>After so long the program is ended.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private Timer? _end;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
    }

    /// <summary>Cancelled when the program is asked to end.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _end?.Dispose();
        _source.Dispose();
    }

    private void Cancel(PosixSignalContext context)
    {
        context.Cancel = true;
        _end ??= new Timer(_ => Environment.Exit(ExitCodes.Cancelled), null, Patience, Timeout.InfiniteTimeSpan);
        // Whoever listens may do much; the signal's thread need not wait for that.
        _ = _source.CancelAsync();
    }
}
