using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Graft.Tests.Support;

/// <summary>
/// A Python that has imported some modules and forks for each script, so that a script starts at once; the imports take
/// longer than most scripts. It ends with the tests.
/// </summary>
internal sealed class PythonServer
{
    /// <summary>What scripts import beside the module they need, and takes its time.</summary>
    private static readonly Dictionary<string, string> Companions = new()
    {
        ["sklearn"] = "sklearn.datasets, sklearn.decomposition, sklearn.ensemble, sklearn.linear_model, sklearn.manifold, sklearn.metrics, sklearn.model_selection, sklearn.neighbors, sklearn.svm, scipy.stats",
        ["torch"] = "torch, h5py",
    };

    // Debian's modules belong to Debian's interpreter, which need not be the first on PATH.
    private static readonly string[] Interpreters = ["/usr/bin/python3", "python3"];

    private static readonly Dictionary<string, PythonServer?> Servers = [];

    private readonly string _address = Path.Combine(Path.GetTempPath(), $"graft-python-{Guid.NewGuid():N}");
    private readonly string _interpreter;
    private readonly Process _process;

    private PythonServer(string interpreter, string modules)
    {
        // Standard input stays open for as long as these tests run.
        var start = new ProcessStartInfo(interpreter, ["-B", Path.Combine(AppContext.BaseDirectory, "Support", "oracle_server.py"), _address, modules])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        (_interpreter, _process) = (interpreter, Process.Start(start)!);
    }

    /// <summary>The server with a module, or modules with commas between, started when it is asked for first; null where no Python has them.</summary>
    public static PythonServer? With(string module)
    {
        lock (Servers)
        {
            if (!Servers.TryGetValue(module, out var server))
                Servers[module] = server = Interpreters.Select(interpreter => Start(interpreter, Companions.GetValueOrDefault(module, module))).FirstOrDefault(started => started is not null);
            return server;
        }
    }

    /// <summary>Runs a script and returns what it prints; fails the test when it fails.</summary>
    /// <param name="script">Its text; null where it is a file.</param>
    /// <param name="path">Its file; null where it is a text.</param>
    /// <param name="arguments">What follows in <c>sys.argv</c>.</param>
    public string Run(string? script, string? path, string[] arguments)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_address));
        using var stream = new NetworkStream(socket);
        stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new object?[] { script, path, arguments }) + "\n"));
        using var document = JsonDocument.Parse(stream);
        var answer = document.RootElement;
        Assert.True(answer[0].GetInt32() == 0, $"{_interpreter} exited with {answer[0]}: {answer[2]}");
        return answer[1].GetString()!;
    }

    private static PythonServer? Start(string interpreter, string modules)
    {
        try
        {
            var server = new PythonServer(interpreter, modules);
            return server._process.StandardOutput.ReadLine() == "ready" ? server : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
