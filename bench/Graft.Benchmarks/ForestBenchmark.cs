using System.Diagnostics;
using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>
/// A random forest of 100 trees against scikit-learn's with n_jobs=2 on the same machine: fits alternate, so that both see
/// the same disturbances, and medians are compared. Both are tested on the same further rows; ours also scores itself out
/// of bag in the time, scikit-learn's does not.
/// </summary>
internal static class ForestBenchmark
{
    private const int Repeats = 5;
    private const int Trees = 100;
    private const int TestCount = 500;

    /// <summary>Arguments: nothing, or samples, features and classes of the one problem to time.</summary>
    public static void Run(string[] args)
    {
        int[][] problems = args.Length == 3
            ? [[.. args.Select(text => int.Parse(text, CultureInfo.InvariantCulture))]]
            : [[1500, 25088, 17], [4000, 512, 101]];
        Console.WriteLine($"{"N",6} {"D",6} {"K",4} {"fit",10} {"median s",9} {"fastest",9} {"accuracy",9}");
        foreach (var problem in problems)
            Compare(problem[0], problem[1], problem[2]);
    }

    private static void Compare(int samples, int features, int classes)
    {
        var all = SyntheticFeatures.MakeVggLike(samples + TestCount, features, classes);
        var train = all.Select([.. Enumerable.Range(0, samples)]);
        var test = all.Select([.. Enumerable.Range(samples, TestCount)]);
        using var rival = new ScikitLearn("forest", all, samples, Trees);
        List<Timing> ours = [], theirs = [];

        // The first of each warms up: JIT here, imports there. Seeds differ, as forests do.
        for (var i = 0; i <= Repeats; i++)
        {
            var timing = Ours(train, test, seed: i);
            var rivalTiming = Theirs(rival);
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

    private static Timing Ours(FeatureSet train, FeatureSet test, int seed)
    {
        var start = Stopwatch.GetTimestamp();
        var forest = RandomForest.Fit(train, new() { NEstimators = Trees, Threads = 2, Seed = seed, MemoryLimit = long.MaxValue });
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new(seconds, Evaluation.Of(forest, test).Accuracy);
    }

    private static Timing Theirs(ScikitLearn rival)
    {
        var answer = rival.Fit();
        return new(answer.GetProperty("seconds").GetDouble(), answer.GetProperty("accuracy").GetDouble());
    }

    private static void Print(string shape, string name, List<Timing> timings) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{shape} {name,10} {Median(timings),9:F3} {timings.Min(t => t.Seconds),9:F3} {timings.Average(t => t.Accuracy),9:F3}"));

    private static double Median(List<Timing> timings) => timings.Select(t => t.Seconds).Median();

    private sealed record Timing(double Seconds, double Accuracy);
}
