using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>A file of many gigabytes written and read, and the memory that it takes.</summary>
internal static class StoreLarge
{
    private const int RowCount = 200_000;
    private const int RandomRowCount = 20_000;

    /// <summary>Arguments: a folder with room for the file, 20 GB unless rows are given.</summary>
    public static void Run(string[] args)
    {
        var rowCount = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : RowCount;
        using var folder = new StoreFolder(args is [var parent, ..] ? parent : Path.GetTempPath());
        var path = folder["large.h5"];
        var bytes = rowCount * StoreFolder.RowLength;
        Measure("written, commit every 2 s", bytes, () => RowWriting.Graft(folder, path, rowCount, TimeSpan.FromSeconds(2), 0));
        folder.Evict(path);
        Measure("Blocks(), summed, from cold", bytes, () => RowReading.Blocks(path, 0, isSummed: true));
        folder.Evict(path);
        var (rows, _) = folder.Order(rowCount, Math.Min(rowCount, RandomRowCount));
        Measure("random rows in batches of 32, from cold", rows.Length * StoreFolder.RowLength, () => RowReading.Random(path, rows));
        folder.Evict(path);
        Measure("ShuffledBatches, from cold", rows.Length * StoreFolder.RowLength, () => RowReading.Shuffled(path, rows.Length));
    }

    private static void Measure(string title, long bytes, Func<double> run)
    {
        using var memory = new AnonymousMemory();
        var seconds = run();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{title}: {bytes / 1e9:F1} GB in {seconds:F1} s, {bytes / seconds / 1e6:F0} MB/s, peak of anonymous memory {memory.Peak / 1e6:F0} MB, of which {memory.AtStart / 1e6:F0} MB before"));
    }
}
