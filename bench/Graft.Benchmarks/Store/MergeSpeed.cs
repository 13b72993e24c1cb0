using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>Shards merged, beside <c>cat</c> on the same files.</summary>
internal static class MergeSpeed
{
    private const int ShardCount = 8;
    private const int ClassCount = 10;

    /// <summary>Arguments: a folder with room for twice the rows (2 GB of rows unless megabytes are given, and values a row).</summary>
    public static void Run(string[] args)
    {
        var bytes = (args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 2000) * 1_000_000;
        int[] widths = args.Length > 2 ? [int.Parse(args[2], CultureInfo.InvariantCulture)] : [512, 25088];
        foreach (var width in widths)
        {
            foreach (var by in new[] { ShardBy.Hash, ShardBy.Block })
                Compare(args is [var parent, ..] ? parent : Path.GetTempPath(), (int)(bytes / (width * sizeof(float))), width, by);
        }
    }

    private static void Compare(string parent, int rowCount, int width, ShardBy by)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, $"graft-merge-{Environment.ProcessId}"));
        try
        {
            var (shards, ours, theirs) = (Path.Combine(folder.FullName, "shards"), Path.Combine(folder.FullName, "ours.h5"), Path.Combine(folder.FullName, "theirs"));
            Directory.CreateDirectory(shards);
            Write(shards, rowCount, width, by);
            new Contest($"{ShardCount} shards by {by.ToString().ToLowerInvariant()}, {rowCount:N0} rows x {width:N0}, merged", (long)rowCount * width * sizeof(float)).Run(
                [
                    new Contestant("Merge", () => Timed(ours, () =>
                    {
                        using var set = ShardSet.Open(shards);
                        set.Merge(ours);
                    })),
                ],
                [
                    new Contestant("cat, to the disk", () => Timed(theirs, () => Shell($"cat {shards}/*.h5 > {theirs} && sync {theirs}"))),
                    new Contestant("cat", () => Timed(theirs, () => Shell($"cat {shards}/*.h5 > {theirs}"))),
                ]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Each writes a new file, and what it left to do for the disk does not fall to the next.</summary>
    private static double Timed(string output, Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        File.Delete(output);
        Shell("sync");
        return seconds;
    }

    private static void Shell(string command)
    {
        using var process = Process.Start("sh", ["-c", command]);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{command}' ended with {process.ExitCode}.");
    }

    private static void Write(string folder, int rowCount, int width, ShardBy by)
    {
        ImmutableArray<string> names = [.. Enumerable.Range(0, ClassCount).Select(label => $"class{label}")];
        var list = new ImageSet([.. Enumerable.Range(0, rowCount).Select(row => new ImageFile($"{names[row * ClassCount / rowCount]}/{row:D8}.jpg", "", row * ClassCount / rowCount))], names, []);
        var pool = SyntheticFeatures.Make(64, width, ClassCount, seed: 1).Features.ToArray();
        for (var number = 1; number <= ShardCount; number++)
        {
            var images = list.Take(new Shard(number, ShardCount, by));
            using var writer = Hdf5RowWriter.Create(Path.Combine(folder, images.Part!.Shard.FileName), new Hdf5RowOptions
            {
                RowShape = [width],
                LabelNames = names,
                Inputs = [.. images.Images.Select(image => new RowInput(image.Path, names[image.Label]))],
                Part = images.Part,
                CommitInterval = Timeout.InfiniteTimeSpan,
            });
            foreach (var (image, position) in images.Images.Zip(images.Part.Positions))
                writer.Add<float>(pool.AsSpan(position % 64 * width, width), [image.Label], [image.Path]);
            writer.Complete();
        }
    }
}
