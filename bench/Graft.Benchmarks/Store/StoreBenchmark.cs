using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>The feature store beside h5py: the same rows, files and disk, in turns.</summary>
internal static class StoreBenchmark
{
    private const int RowCount = 10_240;
    private const int ForeignRowCount = 2048;

    /// <summary>Random rows out of chunks that h5py unpacks anew for each.</summary>
    private const int SlowRowCount = 128;

    /// <summary>Many more rows than are read at random, so that no two of them lie side by side.</summary>
    private const int ColdRowCount = 40_960;

    /// <summary>Arguments: a folder on the disk to measure, then which parts; all of them when none is named.</summary>
    public static void Run(string[] args)
    {
        var parts = new Dictionary<string, Action<StoreFolder>>(StringComparer.Ordinal)
        {
            ["write"] = Write,
            ["sequential"] = Sequential,
            ["random"] = Random,
            ["cold"] = Cold,
            ["gzip"] = Gzip,
            ["chunks"] = Chunks,
        };
        using var folder = new StoreFolder(args is [var parent, ..] ? parent : Path.GetTempPath());
        foreach (var part in args.Length > 1 ? args[1..] : [.. parts.Keys])
            parts[part](folder);
    }

    private static void Write(StoreFolder folder)
    {
        var (never, path) = (Timeout.InfiniteTimeSpan, folder["written.h5"]);
        new Contest("write, batches of 32", RowCount * StoreFolder.RowLength).Run(
            [
                new("Graft, commit every 2 s", () => RowWriting.Graft(folder, path, RowCount, TimeSpan.FromSeconds(2), 0)),
                new("Graft, commit every 1,024 rows", () => RowWriting.Graft(folder, path, RowCount, never, 1024)),
                new("Graft, commit every 32 rows", () => RowWriting.Graft(folder, path, RowCount, never, 32)),
            ],
            [
                new("h5py, sync at the end", () => RowWriting.H5py(folder, path, RowCount, 0)),
                new("plain file, sync at the end", () => RowWriting.Plain(folder, path, RowCount, 0)),
                new("h5py, sync every 32 rows", () => RowWriting.H5py(folder, path, RowCount, 32)),
                new("plain file, sync every 32 rows", () => RowWriting.Plain(folder, path, RowCount, 32)),
            ]);
        File.Delete(path);
    }

    private static void Sequential(StoreFolder folder)
    {
        var path = folder.Ours(RowCount);
        using var file = FeatureFile.Open(path);
        using var mapped = file.MapRows();
        new Contest("sequential, warm", RowCount * StoreFolder.RowLength).Run(
            [
                new("Graft, Blocks(), summed", () => RowReading.Blocks(path, 0, isSummed: true)),
                new("Graft, Blocks(32), summed", () => RowReading.Blocks(path, 32, isSummed: true)),
                new("Graft, Blocks(256), summed", () => RowReading.Blocks(path, 256, isSummed: true)),
                new("Graft, ReadRows of 10, summed", () => RowReading.ReadRows(path, 10, isSummed: true)),
                new("Graft, MapRows, summed", () => RowReading.Mapped(path, mapped, 32)),
                new("Graft, Blocks()", () => RowReading.Blocks(path, 0, isSummed: false)),
                new("Graft, ReadRows of 10", () => RowReading.ReadRows(path, 10, isSummed: false)),
                new("Graft, ReadRows of 32", () => RowReading.ReadRows(path, 32, isSummed: false)),
                new("Graft, ReadRows of 256", () => RowReading.ReadRows(path, 256, isSummed: false)),
            ],
            [
                Sequential(folder, path, 10, isSummed: false),
                Sequential(folder, path, 32, isSummed: false),
                Sequential(folder, path, 256, isSummed: false),
                Sequential(folder, path, 10, isSummed: true),
                Sequential(folder, path, 256, isSummed: true),
            ]);
    }

    private static void Random(StoreFolder folder)
    {
        var path = folder.Ours(RowCount);
        var (rows, order) = folder.Order(RowCount, RowCount);
        new Contest("random rows, warm, batches of 32", RowCount * StoreFolder.RowLength).Run(
            [
                new("Graft, ReadRows", () => RowReading.Random(path, rows)),
                new("Graft, ShuffledBatches", () => RowReading.Shuffled(path, RowCount)),
            ],
            [RowByRow(folder, path, order), Fancy(folder, path, order)]);
    }

    private static void Cold(StoreFolder folder)
    {
        var path = folder.Ours(ColdRowCount);
        var (rows, order) = folder.Order(ColdRowCount, RowCount / 2);
        new Contest("random rows, cold, batches of 32", rows.Length * StoreFolder.RowLength).Run(
            [
                Evicted(folder, path, new("Graft, ReadRows", () => RowReading.Random(path, rows))),
                Evicted(folder, path, new("Graft, ShuffledBatches", () => RowReading.Shuffled(path, rows.Length))),
            ],
            [Evicted(folder, path, RowByRow(folder, path, order)), Evicted(folder, path, Fancy(folder, path, order))]);
    }

    private static void Gzip(StoreFolder folder)
    {
        foreach (var (level, shuffle) in new[] { (1, false), (1, true), (4, false), (4, true) })
        {
            var path = Foreign(folder, [32, StoreFolder.Width], level, shuffle);
            new Contest($"gzip {level}{(shuffle ? ", shuffle" : "")}, chunks of 32 rows, sequential", ForeignRowCount * StoreFolder.RowLength).Run(
                [
                    new("Graft, Blocks()", () => RowReading.Blocks(path, 0, isSummed: false)),
                    new("Graft, ReadRows of 256", () => RowReading.ReadRows(path, 256, isSummed: false)),
                ],
                [Sequential(folder, path, 32, isSummed: false), Sequential(folder, path, 256, isSummed: false)]);
        }
    }

    private static void Chunks(StoreFolder folder)
    {
        foreach (var (rowsInChunk, columns, level) in new[] { (1, StoreFolder.Width, 0), (32, StoreFolder.Width, 0), (256, 1024, 0), (1, StoreFolder.Width, 1), (32, StoreFolder.Width, 1), (256, 1024, 1) })
        {
            var title = string.Create(CultureInfo.InvariantCulture, $"chunks of [{rowsInChunk}, {columns}]{(level > 0 ? $", gzip {level}" : "")}");
            var path = Foreign(folder, [rowsInChunk, columns], level, shuffle: false);
            new Contest($"{title}, sequential", ForeignRowCount * StoreFolder.RowLength).Run(
                [
                    new("Graft, Blocks()", () => RowReading.Blocks(path, 0, isSummed: false)),
                    new("Graft, Blocks(32)", () => RowReading.Blocks(path, 32, isSummed: false)),
                    new("Graft, ReadRows of 256", () => RowReading.ReadRows(path, 256, isSummed: false)),
                ],
                [Sequential(folder, path, 32, isSummed: false), Sequential(folder, path, 256, isSummed: false)]);

            var (rows, order) = folder.Order(ForeignRowCount, rowsInChunk > 1 && (level > 0 || columns < StoreFolder.Width) ? SlowRowCount : ForeignRowCount);
            new Contest($"{title}, random rows in batches of 32", rows.Length * StoreFolder.RowLength).Run(
                [
                    new("Graft, ReadRows", () => RowReading.Random(path, rows)),
                    new("Graft, ShuffledBatches", () => RowReading.Shuffled(path, rows.Length)),
                ],
                [RowByRow(folder, path, order), Fancy(folder, path, order)]);
        }
    }

    private static string Foreign(StoreFolder folder, int[] chunks, int level, bool shuffle)
    {
        var path = folder["foreign.h5"];
        folder.H5py.Do(new { verb = "write", path, rows = ForeignRowCount, batch = 256, chunks, gzip = level > 0 ? level : (int?)null, shuffle });
        return path;
    }

    private static Contestant Sequential(StoreFolder folder, string path, int block, bool isSummed) => new(
        $"h5py, read_direct of {block}{(isSummed ? ", summed" : "")}",
        () => folder.H5py.Do(new { verb = "sequential", path, block, summed = isSummed }));

    private static Contestant RowByRow(StoreFolder folder, string path, string order) => new(
        "h5py, row by row", () => folder.H5py.Do(new { verb = "row_by_row", path, order, batch = StoreFolder.BatchSize }));

    private static Contestant Fancy(StoreFolder folder, string path, string order) => new(
        "h5py, sorted selection", () => folder.H5py.Do(new { verb = "fancy", path, order, batch = StoreFolder.BatchSize }));

    private static Contestant Evicted(StoreFolder folder, string path, Contestant contestant) => contestant with
    {
        Run = () =>
        {
            folder.Evict(path);
            return contestant.Run();
        },
    };
}
