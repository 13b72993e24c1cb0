namespace Graft.Benchmarks;

/// <summary>
/// A grid of 9 values of C and 5 folds from a feature file to a tested classifier, and a single fit: <c>graft train</c> beside
/// h5py and scikit-learn's GridSearchCV with two jobs. Whole programs, with the memory that they take.
/// </summary>
internal static class GridBenchmark
{
    /// <summary>Arguments: the graft program; then nothing, or a feature file instead of the synthetic one.</summary>
    public static void Run(string[] args)
    {
        var work = Directory.CreateTempSubdirectory("graft-grid-").FullName;
        var features = args.Length > 1 ? args[1] : Synthetic(Path.Combine(work, "features.h5"));
        var (model, python) = (Path.Combine(work, "m.onnx"), Environment.GetEnvironmentVariable("PYTHON") ?? "python3");
        var script = Path.Combine(ScikitLearn.Folder(), "grid_benchmark.py");
        foreach (var (what, ours, theirs) in new (string, string[], string[])[]
        {
            ("one fit, C = 1", [], ["1"]),
            ("9 values of C x 5 folds", ["--c", "0.0001..10000", "--folds", "5"], ["0.0001", "0.001", "0.01", "0.1", "1", "10", "100", "1000", "10000"]),
        })
        {
            Console.WriteLine($"== {what}");
            var graft = ProcessRun.Run(args[0], ["train", features, "--out", model, .. ours]);
            Console.WriteLine($"graft    {graft.Seconds,8:F1} s  {graft.PeakBytes / 1e6,8:N0} MB");
            var rival = ProcessRun.Run(python, [script, features, .. theirs]);
            Console.WriteLine($"sklearn  {rival.Seconds,8:F1} s  {rival.PeakBytes / 1e6,8:N0} MB");
            Console.WriteLine($"ratio    {rival.Seconds / graft.Seconds,8:F1}    {(double)rival.PeakBytes / graft.PeakBytes,8:F1}");
        }

        Directory.Delete(work, recursive: true);
    }

    /// <summary>1,500 training rows and 500 to test on.</summary>
    private static string Synthetic(string path)
    {
        var set = SyntheticFeatures.MakeVggLike(2000, 25088, 17);
        using var writer = Hdf5RowWriter.Create(path, new Hdf5RowOptions { RowShape = [set.FeatureCount], LabelNames = set.LabelNames, Recipe = set.Recipe });
        writer.Add(set.Features.Span, set.Labels.AsSpan(), set.Paths.AsSpan());
        writer.Complete();
        return path;
    }
}
