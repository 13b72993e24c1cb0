using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Graft.Benchmarks;

/// <summary>
/// Logistic regression against scikit-learn's on the same machine: fits alternate, so that both see the same
/// disturbances, and medians are compared. BenchmarkDotNet cannot alternate with another process.
/// </summary>
internal static class FitBenchmark
{
    private const int Repeats = 5;
    private const double C = 1;

    /// <summary>Arguments: nothing, or samples, features and classes of the one problem to time.</summary>
    public static void Run(string[] args)
    {
        int[][] problems = args.Length == 3
            ? [[.. args.Select(text => int.Parse(text, CultureInfo.InvariantCulture))]]
            : [[1500, 25088, 17], [4000, 512, 101]];
        Console.WriteLine($"{"N",6} {"D",6} {"K",4} {"fit",10} {"median s",9} {"fastest",9} {"steps",6} {"loss",14}");
        foreach (var problem in problems)
            Compare(problem[0], problem[1], problem[2]);
    }

    private static void Compare(int samples, int features, int classes)
    {
        var set = SyntheticFeatures.Make(samples, features, classes, seed: 1);
        var options = new LogisticRegressionOptions { C = C };
        using var rival = new ScikitLearn(set, C);
        List<Timing> ours = [], theirs = [];

        // The first of each warms up: JIT here, imports and BLAS threads there.
        for (var i = 0; i <= Repeats; i++)
        {
            var timing = Ours(set, options);
            var rivalTiming = rival.Fit();
            if (i == 0)
                continue;
            ours.Add(timing);
            theirs.Add(rivalTiming);
        }

        var shape = $"{samples,6} {features,6} {classes,4}";
        Print(shape, "Graft", ours);
        Print(shape, "sklearn", theirs);
        Console.WriteLine($"{shape} {"ratio",10} {Median(theirs) / Median(ours),8:F1}x");
    }

    private static Timing Ours(FeatureSet set, LogisticRegressionOptions options)
    {
        var start = Stopwatch.GetTimestamp();
        var summary = LogisticRegression.Fit(set, options).FitSummary!;
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, summary.Iterations, summary.Loss);
    }

    private static void Print(string shape, string name, List<Timing> timings) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{shape} {name,10} {Median(timings),9:F3} {timings.Min(t => t.Seconds),9:F3} {timings[0].Iterations,6} {timings[0].Loss,14:F6}"));

    private static double Median(List<Timing> timings) => timings.Select(t => t.Seconds).Median();

    private sealed record Timing(double Seconds, int Iterations, double Loss);

    /// <summary>fit_benchmark.py, which keeps the data and fits once for each line it is sent.</summary>
    private sealed class ScikitLearn : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("graft-fit-");
        private readonly Process _process;

        public ScikitLearn(FeatureSet set, double c)
        {
            var featuresPath = Path.Combine(_folder.FullName, "features");
            var labelsPath = Path.Combine(_folder.FullName, "labels");
            using (var file = File.Create(featuresPath))
            {
                for (var i = 0; i < set.SampleCount; i++)
                    file.Write(MemoryMarshal.AsBytes(set.Row(i)));
            }

            File.WriteAllBytes(labelsPath, MemoryMarshal.AsBytes(set.Labels.AsSpan()));
            string[] arguments =
            [
                Script(), featuresPath, labelsPath,
                set.SampleCount.ToString(CultureInfo.InvariantCulture),
                set.FeatureCount.ToString(CultureInfo.InvariantCulture),
                c.ToString(CultureInfo.InvariantCulture),
            ];
            _process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("PYTHON") ?? "python3", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            // Which versions and which BLAS.
            Console.WriteLine(_process.StandardOutput.ReadLine());
        }

        public Timing Fit()
        {
            _process.StandardInput.WriteLine();
            var line = _process.StandardOutput.ReadLine()
                ?? throw new InvalidOperationException("The scikit-learn script stopped; its message is above. Set PYTHON to an interpreter that has scikit-learn.");
            var answer = JsonDocument.Parse(line).RootElement;
            return new(
                answer.GetProperty("seconds").GetDouble(),
                answer.GetProperty("iterations").GetInt32(),
                answer.GetProperty("loss").GetDouble());
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
            _folder.Delete(recursive: true);
        }

        private static string Script()
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Graft.slnx")))
                folder = folder.Parent;
            return Path.Combine(folder?.FullName ?? ".", "bench", "fit_benchmark.py");
        }
    }
}
