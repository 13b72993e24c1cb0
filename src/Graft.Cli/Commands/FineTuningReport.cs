using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary>The report of a fine-tuning.</summary>
internal static class FineTuningReport
{
    /// <summary>What would keep it from being written is told before the long work.</summary>
    public static void Check(string path, string tunedPath, double testFraction)
    {
        if (testFraction == 0)
            throw new UsageException("Option '--report' needs photos to test on; '--test-fraction 0' keeps none.");
        if (Path.GetFullPath(path) == Path.GetFullPath(tunedPath))
            throw new UsageException("Options '--out' and '--report' name the same file.");
        ClassifierReport.CheckWritable(path);
    }

    /// <summary>Makes it, and says where it is.</summary>
    /// <param name="path">The page.</param>
    /// <param name="tunedPath">The tuned network, whose name is its title.</param>
    /// <param name="images">Where the photos are.</param>
    /// <param name="result">What came of the fine-tuning, with a test.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="isQuiet">Whether no progress is shown.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static void Write(string path, string tunedPath, string images, FineTuningResult result, int threads, bool isQuiet, CancellationToken cancellationToken)
    {
        using var progress = new ReportLog(isQuiet);
        var options = new ReportOptions
        {
            Title = Path.GetFileName(tunedPath),
            HasLearningCurve = false,
            Images = images,
            Seed = result.Record.Seed,
            Threads = threads,
            Command = result.Record.Command,
        };
        var report = ClassifierReport.Of(result.ToClassifierFile(), result.TestFeatures!, options, progress, cancellationToken) with { Tuning = result.History };
        report.Save(path);
        ReportText.WriteMade(path, report);
    }
}
