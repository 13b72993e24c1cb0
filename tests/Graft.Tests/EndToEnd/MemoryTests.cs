using System.Globalization;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>A file much larger than the memory that its writing and reading take. Alone, because the whole process is measured.</summary>
[Collection(nameof(Alone))]
public sealed class MemoryTests : IDisposable
{
    private const int Columns = 25_088;
    private const int RowsInBatch = 64;
    private const int Batches = 168;
    private const long Bound = 200 << 20;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_gigabyte_is_written_and_read_in_less_than_200_MB()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Anonymous memory is told by Linux.");
        GC.Collect();
        var (before, peak) = (AnonymousMemory(), 0L);
        var batch = new float[RowsInBatch * Columns];
        var labels = new int[RowsInBatch];

        using (var writer = Hdf5RowWriter.Create(_folder["x.h5"], TestFeatures.Options(Columns, "a")))
        {
            for (var i = 0; i < Batches; i++)
            {
                Array.Fill(batch, i);
                writer.Add<float>(batch, labels, [.. Enumerable.Range(i * RowsInBatch, RowsInBatch).Select(row => $"a/{row}.jpg")]);
                peak = Math.Max(peak, AnonymousMemory());
            }

            writer.Complete();
        }

        Assert.True(new FileInfo(_folder["x.h5"]).Length > 1 << 30);
        var rows = 0;
        using var file = FeatureFile.Open(_folder["x.h5"]);
        foreach (var block in file.Blocks())
        {
            Assert.Equal(block.FirstRow / RowsInBatch, block.Values.Span[0]);
            rows += block.RowCount;
            peak = Math.Max(peak, AnonymousMemory());
        }

        foreach (var shuffled in file.ShuffledBatches(32, seed: 1).Take(100))
        {
            Assert.Equal(shuffled.Rows.Span[^1] / RowsInBatch, shuffled.Values.Span[^1]);
            peak = Math.Max(peak, AnonymousMemory());
        }

        Assert.Equal(Batches * RowsInBatch, rows);
        Assert.True(peak - before < Bound, $"{(peak - before) >> 20} MB");
    }

    [Fact]
    public async Task Training_keeps_to_its_limit_on_a_file_that_is_larger()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of another process is told by Linux.");
        const int Rows = 14_000;
        const int Width = 8_192;
        const int Limit = 200_000_000;
        var random = new Random(1);
        using (var writer = Hdf5RowWriter.Create(_folder["x.h5"], TestFeatures.Options(Width, "a", "b", "c")))
        {
            var row = new float[Width];
            for (var i = 0; i < Rows; i++)
            {
                for (var j = 0; j < Width; j++)
                    row[j] = random.NextSingle() + (j % 100 == i % 3 ? 1 : 0);
                writer.Add<float>(row, [i % 3], [$"{i}.jpg"]);
            }

            writer.Complete();
        }

        Assert.True(new FileInfo(_folder["x.h5"]).Length > 2 * Limit);
        using var process = GraftProcess.Start(_folder.Path, "train", "x.h5", "--out", "m.onnx", "--memory", "200MB", "--verbose");
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var peak = 0L;
        while (!process.WaitForExit(20))
            peak = Math.Max(peak, Peak(process.Id));

        Assert.True(process.ExitCode == 0, await error);
        Assert.Contains("features read in blocks", await error);
        Assert.InRange(peak, Limit / 4, Limit);
    }

    private static long AnonymousMemory() => Memory("/proc/self/status", "RssAnon:");

    /// <summary>The most memory that a process has had, with all its libraries.</summary>
    private static long Peak(int process)
    {
        try
        {
            return Memory($"/proc/{process}/status", "VmHWM:");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return 0; // It has ended meanwhile.
        }
    }

    private static long Memory(string path, string name)
    {
        var line = File.ReadLines(path).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(name.Length, line.Length - name.Length - "kB".Length).Trim(), CultureInfo.InvariantCulture) << 10;
    }
}
