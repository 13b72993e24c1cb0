using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Graft.Benchmarks;

/// <summary>store_benchmark.py, which does one thing for each line it is sent and says how long it took.</summary>
internal sealed class H5py : IDisposable
{
    private readonly Process _process;

    /// <param name="poolPath">Raw rows that it writes over and over.</param>
    /// <param name="width">Values in a row.</param>
    public H5py(string poolPath, int width)
    {
        string[] arguments = [Script(), poolPath, width.ToString(CultureInfo.InvariantCulture)];
        _process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Console.WriteLine(_process.StandardOutput.ReadLine());
    }

    /// <param name="order">An object with the name of the verb and its arguments.</param>
    /// <returns>Seconds.</returns>
    public double Do(object order)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(order));
        var line = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("The h5py script stopped; its message is above. Set PYTHON to an interpreter that has h5py.");
        return JsonDocument.Parse(line).RootElement.GetProperty("seconds").GetDouble();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Script()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Graft.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? ".", "bench", "store_benchmark.py");
    }
}
