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

    private readonly TempFolder _folder = new(onDisk: true);

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

    private static long AnonymousMemory() => ProcessMemory.Of("/proc/self/status", "RssAnon:");
}
