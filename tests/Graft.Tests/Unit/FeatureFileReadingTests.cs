using System.Runtime.InteropServices;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>Every way to read rows gives the same values; Interop reads files of other tools in the same ways.</summary>
public sealed class FeatureFileReadingTests : IDisposable
{
    private const int RowCount = 23;
    private const int Width = 5;

    private readonly TempFolder _folder = new();
    private readonly FeatureSet _set = TestFeatures.Make(RowCount, Width, classCount: 3, seed: 4);
    private readonly FeatureFile _file;

    public FeatureFileReadingTests() => _file = FeatureFile.Open(TestFeatures.Write(_folder["x.h5"], _set));

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Blocks_of_any_size_hold_all_rows_in_order()
    {
        for (var size = 0; size <= RowCount + 2; size++)
        {
            var values = new List<float>();
            var counts = new List<int>();
            foreach (var block in _file.Blocks(size))
            {
                Assert.Equal(counts.Sum(), block.FirstRow);
                Assert.Equal(block.RowCount * Width, block.Values.Length);
                counts.Add(block.RowCount);
                values.AddRange(block.Values.Span);
            }

            Assert.Equal(_set.Features.ToArray(), values);
            var expected = size == 0 ? RowCount : size;
            Assert.All(counts.SkipLast(1), count => Assert.Equal(expected, count));
            Assert.InRange(counts[^1], 1, Math.Min(expected, RowCount));
        }
    }

    [Fact]
    public void A_walk_through_blocks_may_end_early_and_the_file_be_closed_at_once()
    {
        for (var i = 0; i < 200; i++)
        {
            using var file = FeatureFile.Open(_file.Path);
            foreach (var block in file.Blocks(1))
            {
                if (block.FirstRow == i % RowCount)
                    break;
            }

            Assert.Equal(0, file.ShuffledBatches(1, seed: i).Take(1).Count(batch => batch.Rows.Length != 1));
        }
    }

    [Fact]
    public void The_same_blocks_can_be_gone_through_twice()
    {
        var blocks = _file.Blocks(4);
        Assert.Equal(Enumerable.Range(0, 6).Select(block => block * 4), blocks.Select(block => block.FirstRow));
        Assert.Equal(RowCount, blocks.Sum(block => block.RowCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(RowCount)]
    [InlineData(int.MaxValue)]
    public void Shuffled_batches_hold_each_row_once_in_the_order_of_the_seed(int size)
    {
        var order = Order(size, seed: 1);

        Assert.Equal(Enumerable.Range(0, RowCount), order.Order());
        Assert.Equal(order, Order(size, seed: 1));
        Assert.NotEqual(order, Order(size, seed: 2));
        // The order is the seed's, however it is cut into batches.
        Assert.Equal(order, Order(7, seed: 1));
        var counts = _file.ShuffledBatches(size, 1).Select(batch => batch.Rows.Length).ToList();
        Assert.All(counts.SkipLast(1), count => Assert.Equal(size, count));
        Assert.Equal(RowCount - (Math.Min(size, RowCount) * (counts.Count - 1)), counts[^1]);
    }

    [Fact]
    public void Rows_come_in_the_order_asked_for_and_as_often()
    {
        int[] rows = [22, 0, 7, 7, 7, 3, 22];
        var values = new float[rows.Length * Width];

        _file.ReadRows(rows, values);

        Assert.Equal(rows.SelectMany(row => _set.Row(row).ToArray()), values);
        _file.ReadRows([], []);
    }

    [Fact]
    public void So_many_rows_that_several_threads_read_them_come_in_order_too()
    {
        var wide = TestFeatures.Make(300, 500, classCount: 2, seed: 9);
        using var file = FeatureFile.Open(TestFeatures.Write(_folder["wide.h5"], wide));
        var rows = Enumerable.Range(0, 700).Select(i => i * 37 % 300).ToArray();
        var values = new float[rows.Length * 500];

        file.ReadRows(rows, values);

        for (var i = 0; i < rows.Length; i++)
            Assert.True(wide.Row(rows[i]).SequenceEqual(values.AsSpan(i * 500, 500)), $"row {rows[i]} in place {i}");
    }

    [Fact]
    public void Every_range_of_columns_is_that_part_of_the_rows()
    {
        for (var first = 0; first <= Width; first++)
        {
            for (var count = 0; count <= Width - first; count++)
            {
                var values = new float[4 * count];
                _file.ReadColumns(2, 4, first, count, values);
                Assert.Equal(Enumerable.Range(2, 4).SelectMany(row => _set.Row(row).Slice(first, count).ToArray()), values);
            }
        }

        _file.ReadColumns(RowCount, 0, 0, Width, []);
    }

    [Fact]
    public void Columns_of_pixels_are_those_of_the_flattened_row()
    {
        var own = OwnFile.All["images"];
        using var file = FeatureFile.Open(own.Write(_folder));
        var content = own.Content();
        var values = new float[3 * 11];

        file.ReadColumns(4, 3, 13, 11, values);

        Assert.Equal(Enumerable.Range(4, 3).SelectMany(row => content.Values.AsSpan((row * 60) + 13, 11).ToArray()), values);
    }

    [Fact]
    public void Stored_rows_are_the_bytes()
    {
        var bytes = new byte[3 * Width * sizeof(float)];

        _file.ReadStoredRows(RowCount - 3, 3, bytes);

        Assert.Equal(MemoryMarshal.AsBytes(_set.Features.Span[((RowCount - 3) * Width)..]).ToArray(), bytes);
        _file.ReadStoredRows(RowCount, 0, []);
    }

    [Fact]
    public void Mapped_rows_are_the_same_values()
    {
        Assert.True(_file.CanMapRows);
        using var rows = _file.MapRows();

        Assert.True(_set.Features.Span.SequenceEqual(rows.Rows(0, RowCount)));
        Assert.True(_set.Row(9).SequenceEqual(rows.Rows(9, 1)));
        Assert.True(rows.Rows(RowCount, 0).IsEmpty);
        foreach (var (first, count) in new[] { (-1, 1), (0, -1), (0, RowCount + 1), (RowCount, 1), (1, int.MaxValue) })
            Assert.Throws<ArgumentOutOfRangeException>(() => rows.Rows(first, count).Length);
    }

    [Fact]
    public void A_mapping_outlives_the_file_and_is_refused_when_it_is_over()
    {
        var file = FeatureFile.Open(_file.Path);
        var rows = file.MapRows();
        file.Dispose();

        Assert.True(_set.Features.Span.SequenceEqual(rows.Rows(0, RowCount)));
        rows.Dispose();
        rows.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rows.Rows(0, 1).Length);
    }

    [Theory]
    [InlineData("float16", "float16, contiguous")]
    [InlineData("float64", "float64, contiguous")]
    [InlineData("images", "uint8, contiguous")]
    [InlineData("no rows", "float32, contiguous")]
    public void Rows_of_another_type_are_not_mapped(string name, string stored)
    {
        using var file = FeatureFile.Open(OwnFile.All[name].Write(_folder));

        Assert.False(file.CanMapRows);
        var error = Assert.Throws<InvalidOperationException>(file.MapRows);
        Assert.StartsWith($"The rows of '{file.Path}' ({stored}", error.Message);
    }

    [Fact]
    public void Rows_in_chunks_are_not_mapped()
    {
        Oracle.PythonText("h5py", """
            import sys, h5py, numpy
            with h5py.File(sys.argv[1], "w") as file:
                file.create_dataset("features", data=numpy.arange(12, dtype="f4").reshape(4, 3), chunks=(2, 3))
                file["labels"] = numpy.zeros(4, "i4")
            """, _folder["chunked.h5"]);
        using var file = FeatureFile.Open(_folder["chunked.h5"]);

        Assert.False(file.CanMapRows);
        Assert.Contains("(float32, chunks of [2, 3])", Assert.Throws<InvalidOperationException>(file.MapRows).Message);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), file.ReadRows(0, 4).Features.ToArray());
    }

    [Fact]
    public void What_leaves_the_file_is_refused_before_anything_is_read()
    {
        var (row, many) = (new float[Width], new float[RowCount * Width]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _file.Blocks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _file.ShuffledBatches(0, 1));
        foreach (var (first, count) in new[] { (-1, 1), (0, -1), (RowCount, 1), (0, RowCount + 1), (1, int.MaxValue), (int.MaxValue, 1) })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => _file.ReadRows(first, count, many));
            Assert.Throws<ArgumentOutOfRangeException>(() => _file.ReadStoredRows(first, count, []));
            Assert.Throws<ArgumentOutOfRangeException>(() => _file.ReadColumns(first, count, 0, 1, many));
        }

        foreach (var (first, count) in new[] { (-1, 1), (0, -1), (Width, 1), (0, Width + 1), (1, int.MaxValue) })
            Assert.Throws<ArgumentOutOfRangeException>(() => _file.ReadColumns(0, 1, first, count, row));
        foreach (var rows in new int[][] { [-1], [RowCount], [0, int.MaxValue] })
            Assert.Throws<ArgumentOutOfRangeException>(() => _file.ReadRows(rows, new float[rows.Length * Width]));
        Assert.All(many, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_destination_of_another_length_is_refused()
    {
        foreach (var length in new[] { 0, Width - 1, Width + 1 })
        {
            Assert.Throws<ArgumentException>(() => _file.ReadRows(0, 1, new float[length]));
            Assert.Throws<ArgumentException>(() => _file.ReadRows([3], new float[length]));
            Assert.Throws<ArgumentException>(() => _file.ReadColumns(0, 1, 0, Width, new float[length]));
            Assert.Throws<ArgumentException>(() => _file.ReadStoredRows(0, 1, new byte[length * sizeof(float)]));
        }

        var error = Assert.Throws<ArgumentException>(() => _file.ReadRows(0, 1, new float[4]));
        Assert.Equal("destination", error.ParamName);
        Assert.StartsWith("The destination has 4 elements; 5 are needed.", error.Message);
    }

    [Fact]
    public void A_file_that_is_closed_says_so()
    {
        var file = FeatureFile.Open(_file.Path);
        var blocks = file.Blocks(1);
        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.ReadRows(0, 1, new float[Width]));
        Assert.Throws<ObjectDisposedException>(() => file.ReadRows([0], new float[Width]));
        Assert.Throws<ObjectDisposedException>(() => file.ReadColumns(0, 1, 0, 1, new float[1]));
        Assert.Throws<ObjectDisposedException>(() => file.ReadStoredRows(0, 1, new byte[Width * sizeof(float)]));
        Assert.Throws<ObjectDisposedException>(() => blocks.Count());
        Assert.Throws<ObjectDisposedException>(() => file.Check(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(file.MapRows);
        // What is in memory stays.
        Assert.Equal(_set.Labels, file.Labels);
    }

    [Fact]
    public void Many_threads_may_read_one_file()
    {
        var errors = 0;
        Parallel.For(0, 400, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, i =>
        {
            var values = new float[Width];
            var row = i % RowCount;
            _file.ReadRows(row, 1, values);
            var isSame = _set.Row(row).SequenceEqual(values);
            _file.ReadRows([row], values);
            isSame &= _set.Row(row).SequenceEqual(values);
            if (!isSame || _file.Blocks(5).Sum(block => block.RowCount) != RowCount)
                Interlocked.Increment(ref errors);
        });

        Assert.Equal(0, errors);
    }

    [Fact]
    public void A_check_finds_rows_with_a_wrong_checksum_and_those_that_are_not_finite()
    {
        var values = _set.Features.ToArray();
        (values[(3 * Width) + 1], values[(3 * Width) + 4], values[22 * Width]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        var path = TestFeatures.Write(_folder["y.h5"], new FeatureSet(values, _set.Labels, _set.LabelNames, _set.Paths, _set.Recipe));
        using (var stream = File.Open(path, FileMode.Open))
        {
            var place = 4096 + (7 * Width * sizeof(float));
            stream.Position = place;
            var first = stream.ReadByte();
            stream.Position = place;
            stream.WriteByte((byte)(first ^ 1));
        }

        using var file = FeatureFile.Open(path);
        using var progress = new Interruption(int.MaxValue);
        var check = file.Check(progress, TestContext.Current.CancellationToken);

        Assert.Equal((RowCount, true, false), (check.RowCount, check.HasChecksums, check.IsSound));
        Assert.Equal([7], check.DamagedRows);
        Assert.Equal([new NonFiniteRow(3, 2, 1), new NonFiniteRow(22, 1, 0)], check.NonFiniteRows);
        Assert.Equal(RowCount, progress.Reports[^1].DoneCount);
        Assert.True(_file.Check(cancellationToken: TestContext.Current.CancellationToken).IsSound);
    }

    private List<int> Order(int size, int seed)
    {
        var rows = new List<int>();
        foreach (var batch in _file.ShuffledBatches(size, seed))
        {
            Assert.Equal(batch.Rows.ToArray().SelectMany(row => _set.Row(row).ToArray()), batch.Values.ToArray());
            rows.AddRange(batch.Rows.Span);
        }

        return rows;
    }
}
