namespace Graft.Tests.Support;

/// <summary>Holds every way of reading a file against what it is known to hold.</summary>
internal static class ReadingWays
{
    private const int ThreadCount = 4;
    private const int Seed = 5;

    public static void Check(FeatureFile file, FileContent expected)
    {
        Head(file, expected);
        AllBlocks(file, expected, 0);
        AllBlocks(file, expected, 7);
        Ranges(file, expected);
        AnyRows(file, expected, new Random(Seed));
        Columns(file, expected);
        Shuffled(file, expected);
        Stored(file, expected);
        FromManyThreads(file, expected);
    }

    private static void Head(FeatureFile file, FileContent expected)
    {
        Assert.Equal((expected.RowCount, expected.FeatureCount), (file.RowCount, file.FeatureCount));
        Assert.Equal(expected.RowShape, file.RowShape);
        Assert.Equal(expected.Labels, file.Labels);
        Assert.Equal(expected.LabelNames, file.LabelNames);
        if (expected.Paths is not null)
            Assert.Equal(expected.Paths, file.Paths);
        else
            Assert.True(file.Paths.IsDefaultOrEmpty || file.Paths.Length == file.RowCount, "neither no paths nor one for each row");
        if (expected.StoredType is not null)
            Assert.Contains(expected.StoredType, file.StoredType);
    }

    private static void AllBlocks(FeatureFile file, FileContent expected, int rowsPerBlock)
    {
        var next = 0;
        foreach (var block in file.Blocks(rowsPerBlock))
        {
            Assert.Equal(next, block.FirstRow);
            Assert.InRange(block.RowCount, 1, rowsPerBlock == 0 ? expected.RowCount : rowsPerBlock);
            Same(expected.Values.AsSpan(next * expected.FeatureCount, block.RowCount * expected.FeatureCount), block.Values.Span, $"block at row {next}");
            next += block.RowCount;
        }

        Assert.Equal(expected.RowCount, next);
    }

    private static void Ranges(FeatureFile file, FileContent expected)
    {
        var n = expected.RowCount;
        (int First, int Count)[] ranges = [(0, n), (n / 3, n / 2), (Math.Max(0, n - 1), Math.Min(1, n)), (0, 0), (n, 0)];
        foreach (var (first, count) in ranges)
        {
            var values = new float[count * expected.FeatureCount];
            file.ReadRows(first, count, values);
            Same(expected.Values.AsSpan(first * expected.FeatureCount, values.Length), values, $"{count} rows from {first}");
        }

        var set = file.ReadRows(n / 4, n / 2);
        Same(expected.Values.AsSpan(n / 4 * expected.FeatureCount, n / 2 * expected.FeatureCount), set.Features.Span, "a feature set");
        Assert.Equal(expected.Labels[(n / 4)..(n / 4 + n / 2)], set.Labels);
    }

    private static void AnyRows(FeatureFile file, FileContent expected, Random random)
    {
        if (expected.RowCount == 0)
            return;
        int[] some = [.. Enumerable.Range(0, 40).Select(_ => random.Next(expected.RowCount))];
        int[] last = [expected.RowCount - 1];
        foreach (var rows in new int[][] { some, [.. some.Order()], [.. some.OrderDescending()], [some[0], some[0], some[0]], last, [0], [] })
        {
            var values = new float[rows.Length * expected.FeatureCount];
            file.ReadRows(rows, values);
            Same(expected.Rows(rows), values, $"rows {string.Join(' ', rows)}");
        }
    }

    private static void Columns(FeatureFile file, FileContent expected)
    {
        var (n, d) = (expected.RowCount, expected.FeatureCount);
        (int First, int Count)[] ranges = [(0, d), (d / 3, (d + 1) / 2), (0, 1), (d - 1, 1)];
        foreach (var (firstColumn, columnCount) in ranges)
        {
            var (firstRow, rowCount) = (n / 5, n - n / 5);
            var values = new float[rowCount * columnCount];
            file.ReadColumns(firstRow, rowCount, firstColumn, columnCount, values);
            float[] wanted = [.. Enumerable.Range(firstRow, rowCount).SelectMany(row =>
                new ArraySegment<float>(expected.Values, row * d + firstColumn, columnCount))];
            Same(wanted, values, $"{columnCount} columns from {firstColumn}");
        }
    }

    private static void Shuffled(FeatureFile file, FileContent expected)
    {
        var size = expected.RowCount > 1000 ? 256 : 8;
        var order = Order(Seed);
        Assert.Equal(Enumerable.Range(0, expected.RowCount), order.Order());
        Assert.Equal(order, Order(Seed));
        // That two orders of 20 rows agree by chance is less likely than one in 10^18.
        if (expected.RowCount >= 20)
            Assert.NotEqual(order, Order(Seed + 1));

        List<int> Order(int seed)
        {
            var seen = new List<int>();
            foreach (var batch in file.ShuffledBatches(size, seed))
            {
                Assert.InRange(batch.Rows.Length, 1, size);
                Same(expected.Rows(batch.Rows.ToArray()), batch.Values.Span, "a shuffled batch");
                seen.AddRange(batch.Rows.Span);
            }

            return seen;
        }
    }

    private static void Stored(FeatureFile file, FileContent expected)
    {
        if (expected.StoredBytes is not { } bytes)
            return;
        var read = new byte[bytes.Length];
        file.ReadStoredRows(0, expected.RowCount, read);
        Assert.True(read.AsSpan().SequenceEqual(bytes), "stored rows differ");
        if (expected.RowCount == 0)
            return;
        var row = new byte[bytes.Length / expected.RowCount];
        file.ReadStoredRows(expected.RowCount / 2, 1, row);
        Assert.True(bytes.AsSpan(expected.RowCount / 2 * row.Length, row.Length).SequenceEqual(row), "one stored row differs");
    }

    private static void FromManyThreads(FeatureFile file, FileContent expected)
    {
        var errors = new Exception?[ThreadCount];
        var threads = Enumerable.Range(0, ThreadCount).Select(index => new Thread(() =>
        {
            errors[index] = Record.Exception(() =>
            {
                AnyRows(file, expected, new Random(index));
                if (index % 2 == 0)
                    AllBlocks(file, expected, 16);
                else
                    Ranges(file, expected);
            });
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        foreach (var error in errors)
            Assert.True(error is null, $"from {ThreadCount} threads: {error}");
    }

    /// <summary>Equal to the bit, but that one NaN is as good as another.</summary>
    private static void Same(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: {actual.Length} values, expected {expected.Length}");
        for (var i = 0; i < expected.Length; i++)
        {
            var same = float.IsNaN(expected[i])
                ? float.IsNaN(actual[i])
                : BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]);
            Assert.True(same, $"{what}: value {i} is {actual[i]:R}, expected {expected[i]:R}");
        }
    }
}
