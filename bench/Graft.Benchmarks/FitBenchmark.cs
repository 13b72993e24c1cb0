using System.Diagnostics;
using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>
/// Logistic regression and linear support vector machine against scikit-learn's on the same machine: fits alternate, so that
/// both see the same disturbances, and medians are compared. BenchmarkDotNet cannot alternate with another process.
/// </summary>
internal static class FitBenchmark
{
    private const int Repeats = 5;
    private const double C = 1;

    /// <summary>Arguments: nothing, or a feature file, or samples, features and classes of one synthetic problem.</summary>
    public static void Run(string[] args)
    {
        FeatureSet[] problems = args.Length switch
        {
            1 => [FeatureFile.Read(args[0])],
            3 => [SyntheticFeatures.MakeVggLike(Number(args[0]), Number(args[1]), Number(args[2]))],
            _ => [SyntheticFeatures.MakeVggLike(1500, 25088, 17), SyntheticFeatures.MakeVggLike(4000, 512, 101)],
        };
        Console.WriteLine($"{"N",6} {"D",6} {"K",4} {"kind",9} {"fit",10} {"median s",9} {"fastest",9} {"steps",6} {"loss",14}");
        foreach (var set in problems)
        {
            foreach (var options in new ClassifierOptions[] { new LogisticRegressionOptions { C = C }, new LinearSvmOptions { C = C, MaxIterations = 100_000 } })
                Compare($"{set.RowCount,6} {set.FeatureCount,6} {set.LabelNames.Length,4} {options.Name,9}", set, options);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Compare(string what, FeatureSet set, ClassifierOptions options)
    {
        using var rival = new ScikitLearn(options.Name, set, set.RowCount, C);
        List<Timing> ours = [], theirs = [];

        // The first of each warms up: JIT here, imports and BLAS threads there.
        for (var i = 0; i <= Repeats; i++)
        {
            var timing = Ours(set, options);
            var rivalTiming = Theirs(rival);
            if (i == 0)
                continue;
            ours.Add(timing);
            theirs.Add(rivalTiming);
        }

        Print(what, "Graft", ours);
        Print(what, "sklearn", theirs);
        Console.WriteLine($"{what} {"ratio",10} {Median(theirs) / Median(ours),8:F1}x");
    }

    private static Timing Ours(FeatureSet set, ClassifierOptions options)
    {
        var start = Stopwatch.GetTimestamp();
        var summary = options.Fit(set).FitSummary!;
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, summary.Iterations, summary.Loss);
    }

    private static Timing Theirs(ScikitLearn rival)
    {
        var answer = rival.Fit();
        return new(answer.GetProperty("seconds").GetDouble(), answer.GetProperty("iterations").GetInt32(), answer.GetProperty("loss").GetDouble());
    }

    private static void Print(string shape, string name, List<Timing> timings) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{shape} {name,10} {Median(timings),9:F3} {timings.Min(t => t.Seconds),9:F3} {timings[0].Iterations,6} {timings[0].Loss,14:F6}"));

    private static double Median(List<Timing> timings) => timings.Select(t => t.Seconds).Median();

    private sealed record Timing(double Seconds, int Iterations, double Loss);
}
