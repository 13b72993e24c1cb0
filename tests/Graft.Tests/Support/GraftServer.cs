using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Graft.Tests.Support;

/// <summary>A running <c>graft serve</c>.</summary>
internal sealed partial class GraftServer : IDisposable
{
    private readonly Process _process;

    private GraftServer(Process process, string line)
    {
        (_process, Line) = (process, line);
        Address = new Uri(AddressInLine().Match(line).Value);
        // A photo may take long on a busy machine.
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>What it says of itself.</summary>
    public string Line { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public int ProcessId => _process.Id;

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    public static GraftServer Start(string folder, params string[] arguments)
    {
        var process = GraftProcess.Start(folder, ["serve", .. arguments, "--port", "0"]);
        var line = process.StandardOutput.ReadLine();
        Assert.True(line is not null, line is null ? process.StandardError.ReadToEnd() : "");
        // Nobody else reads it, and a full pipe would hold the server up.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new GraftServer(process, line!);
    }

    /// <summary>Asks it to end, as a system does that shuts down.</summary>
    public void Terminate() => GraftProcess.Signal(_process, "TERM");

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public int WaitForExit()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    [GeneratedRegex(@"http://\S+?:\d+")]
    private static partial Regex AddressInLine();
}
