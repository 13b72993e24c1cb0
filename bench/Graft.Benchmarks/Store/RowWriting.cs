using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Graft.Benchmarks;

/// <summary>Rows written in batches, until they are safe on the disk; in seconds.</summary>
internal static class RowWriting
{
    public static double Graft(StoreFolder folder, string path, int rowCount, TimeSpan commitInterval, int commitEvery)
    {
        Clear(folder, path);
        var labels = new int[StoreFolder.BatchSize];
        var options = new Hdf5RowOptions { RowShape = [StoreFolder.Width], LabelNames = ["all"], ExpectedRowCount = rowCount, CommitInterval = commitInterval };
        var paths = Enumerable.Range(0, rowCount).Select(row => $"all/image_{row:D6}.jpg").ToArray();
        var start = Stopwatch.GetTimestamp();
        using (var writer = Hdf5RowWriter.Create(path, options))
        {
            for (var row = 0; row < rowCount; row += StoreFolder.BatchSize)
            {
                var count = Math.Min(StoreFolder.BatchSize, rowCount - row);
                writer.Add(folder.Batch(row, count), labels.AsSpan(0, count), paths.AsSpan(row, count));
                if (commitEvery > 0 && (row + count) % commitEvery == 0)
                    writer.Commit();
            }

            writer.Complete();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>No format at all: the least that writing can cost.</summary>
    public static double Plain(StoreFolder folder, string path, int rowCount, int syncEvery)
    {
        Clear(folder, path);
        var start = Stopwatch.GetTimestamp();
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            for (var row = 0; row < rowCount; row += StoreFolder.BatchSize)
            {
                var count = Math.Min(StoreFolder.BatchSize, rowCount - row);
                RandomAccess.Write(file, MemoryMarshal.AsBytes(folder.Batch(row, count)), row * StoreFolder.RowLength);
                if (syncEvery > 0 && (row + count) % syncEvery == 0)
                    RandomAccess.FlushToDisk(file);
            }

            RandomAccess.FlushToDisk(file);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public static double H5py(StoreFolder folder, string path, int rowCount, int syncEvery)
    {
        Clear(folder, path);
        return folder.H5py.Do(new { verb = "write", path, rows = rowCount, batch = StoreFolder.BatchSize, sync_every = syncEvery });
    }

    /// <summary>Nobody is to wait for what the one before left.</summary>
    private static void Clear(StoreFolder folder, string path)
    {
        File.Delete(path);
        folder.H5py.Do(new { verb = "settle" });
    }
}
