using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Graft.Benchmarks;

/// <summary>fit_benchmark.py, which keeps the data and fits once for each line it is sent.</summary>
internal sealed class ScikitLearn : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("graft-fit-");
    private readonly Process _process;

    /// <param name="kind">Which classifier, by the script's name for it.</param>
    /// <param name="set">Rows to fit on, and after them those to test on.</param>
    /// <param name="trainCount">How many of them are to fit on.</param>
    /// <param name="setting">What the classifier is told: C, or the number of trees.</param>
    public ScikitLearn(string kind, FeatureSet set, int trainCount, double setting)
    {
        var featuresPath = Path.Combine(_folder.FullName, "features");
        var labelsPath = Path.Combine(_folder.FullName, "labels");
        using (var file = File.Create(featuresPath))
        {
            for (var i = 0; i < set.RowCount; i++)
                file.Write(MemoryMarshal.AsBytes(set.Row(i)));
        }

        File.WriteAllBytes(labelsPath, MemoryMarshal.AsBytes(set.Labels.AsSpan()));
        string[] arguments =
        [
            Script(), kind, featuresPath, labelsPath,
            trainCount.ToString(CultureInfo.InvariantCulture),
            set.FeatureCount.ToString(CultureInfo.InvariantCulture),
            setting.ToString(CultureInfo.InvariantCulture),
        ];
        _process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "python3", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        // Which versions and which BLAS.
        Console.WriteLine(_process.StandardOutput.ReadLine());
    }

    /// <summary>Fits once.</summary>
    /// <returns>The script's answer: <c>seconds</c>, and what else it says of this kind.</returns>
    public JsonElement Fit()
    {
        _process.StandardInput.WriteLine();
        var line = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("The scikit-learn script stopped; its message is above. Set PYTHON to an interpreter that has scikit-learn.");
        return JsonDocument.Parse(line).RootElement;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Script() => Path.Combine(Folder(), "fit_benchmark.py");

    /// <summary>Where the scripts are.</summary>
    public static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Graft.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? ".", "bench");
    }
}
