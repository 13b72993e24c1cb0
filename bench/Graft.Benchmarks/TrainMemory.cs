using System.Globalization;

namespace Graft.Benchmarks;

/// <summary><c>graft train</c> on a file many times larger than the memory that it may take.</summary>
internal static class TrainMemory
{
    private const int Width = 25088;
    private const int Classes = 17;
    private const int BlockRows = 500;

    /// <summary>Arguments: the graft program, a folder with room, the file's size in GB, the memory limit in MB, and more options of train.</summary>
    public static void Run(string[] args)
    {
        var (rows, limit) = ((int)(double.Parse(args[2], CultureInfo.InvariantCulture) * 1e9 / (sizeof(float) * Width)), args[3]);
        var path = Path.Combine(args[1], $"graft-train-memory-{rows}.h5");
        if (!File.Exists(path))
            Write(path, rows);
        var model = Path.Combine(args[1], "graft-train-memory.onnx");
        var (seconds, peak) = ProcessRun.Run(args[0], ["train", path, "--out", model, "--memory", $"{limit}MB", "--verbose", .. args[4..]]);
        Console.WriteLine($"{rows:N0} rows x {Width:N0}, {new FileInfo(path).Length / 1e9:F2} GB: {seconds:F1} s, peak {peak / 1e6:N0} MB of {limit} MB allowed");
    }

    private static void Write(string path, int rows)
    {
        System.Collections.Immutable.ImmutableArray<string> names = [.. Enumerable.Range(0, Classes).Select(k => $"class {k}")];
        var options = new Hdf5RowOptions { RowShape = [Width], LabelNames = names, Recipe = null };
        using var writer = Hdf5RowWriter.Create(path, options);
        for (var first = 0; first < rows; first += BlockRows)
        {
            var set = SyntheticFeatures.MakeVggLike(Math.Min(BlockRows, rows - first), Width, Classes, part: 1 + first);
            writer.Add(set.Features.Span, set.Labels.AsSpan(), [.. set.Paths.Select(name => $"{first}-{name}")]);
        }

        writer.Complete();
    }
}
