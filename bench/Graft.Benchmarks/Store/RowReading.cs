using System.Diagnostics;
using System.Numerics.Tensors;

namespace Graft.Benchmarks;

/// <summary>Ways to read the rows of a file with Graft; in seconds, opening not included.</summary>
internal static class RowReading
{
    public static double Blocks(string path, int rowsPerBlock, bool isSummed) => Time(path, file =>
    {
        var sum = 0.0;
        foreach (var block in file.Blocks(rowsPerBlock))
            sum += isSummed ? TensorPrimitives.Sum(block.Values.Span) : 0;
        return sum;
    });

    public static double ReadRows(string path, int rowsPerBlock, bool isSummed)
    {
        var buffer = new float[rowsPerBlock * StoreFolder.Width];
        return Time(path, file =>
        {
            var sum = 0.0;
            for (var row = 0; row < file.RowCount; row += rowsPerBlock)
            {
                var values = buffer.AsSpan(0, Math.Min(rowsPerBlock, file.RowCount - row) * StoreFolder.Width);
                file.ReadRows(row, values.Length / StoreFolder.Width, values);
                sum += isSummed ? TensorPrimitives.Sum<float>(values) : 0;
            }

            return sum;
        });
    }

    /// <summary>As for reading, opening is not timed; nor is mapping, which is done once however often rows are gone through.</summary>
    public static double Mapped(string path, MappedRows rows, int rowsPerBlock) => Time(path, file =>
    {
        var sum = 0.0;
        for (var row = 0; row < file.RowCount; row += rowsPerBlock)
            sum += TensorPrimitives.Sum(rows.Rows(row, Math.Min(rowsPerBlock, file.RowCount - row)));
        return sum;
    });

    public static double Random(string path, int[] rows)
    {
        var buffer = new float[StoreFolder.BatchSize * StoreFolder.Width];
        return Time(path, file =>
        {
            for (var first = 0; first < rows.Length; first += StoreFolder.BatchSize)
            {
                var batch = rows.AsSpan(first, Math.Min(StoreFolder.BatchSize, rows.Length - first));
                file.ReadRows(batch, buffer.AsSpan(0, batch.Length * StoreFolder.Width));
            }

            return 0;
        });
    }

    /// <summary>As many rows of an epoch.</summary>
    public static double Shuffled(string path, int rowCount) => Time(path, file =>
    {
        var rows = 0;
        foreach (var batch in file.ShuffledBatches(StoreFolder.BatchSize, seed: 3))
        {
            rows += batch.Rows.Length;
            if (rows >= rowCount)
                break;
        }

        return 0;
    });

    private static double Time(string path, Func<FeatureFile, double> read)
    {
        using var file = FeatureFile.Open(path);
        var start = Stopwatch.GetTimestamp();
        var sum = read(file);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return sum >= 0 ? seconds : throw new InvalidOperationException("Features after a ReLU cannot add up to less than 0.");
    }
}
