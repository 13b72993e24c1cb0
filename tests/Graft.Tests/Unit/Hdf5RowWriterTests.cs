using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class Hdf5RowWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_left_of_a_file_that_was_not_completed()
    {
        using (var writer = Hdf5RowWriter.Create(_folder["x.h5"], TestFeatures.Options(2, ["a"])))
            writer.Add<float>([1, 2], [0], ["a/1.jpg"]);

        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void An_older_file_stays_until_the_new_one_is_complete()
    {
        var path = TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(3, 2, ["a", "b"]));
        var before = File.ReadAllBytes(path);

        using (var writer = Hdf5RowWriter.Create(path, TestFeatures.Options(2, ["a"])))
            writer.Add<float>([1, 2], [0], ["a/1.jpg"]);

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(["x.h5"], _folder.Names());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(100_000)]
    [InlineData(401_000)]
    public void A_full_disk_is_told_and_leaves_nothing(long room)
    {
        var error = Assert.Throws<OutputException>(() =>
        {
            using var writer = Hdf5RowWriter.Open(
                _folder["x.h5"], stream => new FaultyStream(stream, room), _ => TestFeatures.Options(1000, ["a"]), continues: false);
            for (var row = 0; row < 100; row++)
                writer.Add<float>(new float[1000], [0], [$"a/{row}.jpg"]);
            writer.Complete();
        });

        Assert.Equal($"Cannot write '{_folder["x.h5"]}': the disk is full. Nothing was left behind.", error.Message);
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public void A_second_writer_of_the_same_file_is_refused()
    {
        using var first = Hdf5RowWriter.Create(_folder["x.h5"], TestFeatures.Options(2, ["a"]));

        var error = Assert.Throws<OutputException>(() => Hdf5RowWriter.Create(_folder["x.h5"], TestFeatures.Options(2, ["a"])));

        Assert.Contains("another process is writing it", error.Message);
        first.Add<float>([1, 2], [0], ["a/1.jpg"]);
        first.Complete();
        Assert.Equal(["x.h5"], _folder.Names());
    }

    [Fact]
    public void A_file_of_another_kind_is_never_replaced()
    {
        var path = _folder.Write("photo.png", TestImages.Png());

        var error = Assert.Throws<OutputException>(() => Hdf5RowWriter.Create(path, TestFeatures.Options(2, ["a"])));

        Assert.Equal($"Cannot write '{path}': a file of another kind has that name. Choose another name, or remove it.", error.Message);
        Assert.Equal(TestImages.Png(), File.ReadAllBytes(path));
    }

    [Fact]
    public void A_missing_folder_and_a_folder_in_the_place_are_named()
    {
        var missing = Path.Combine(_folder.Path, "none", "x.h5");
        Assert.Contains($"there is no folder '{Path.GetDirectoryName(missing)}'", Assert.Throws<OutputException>(() => Hdf5RowWriter.CheckWritable(missing)).Message);
        Assert.Contains("it is a folder", Assert.Throws<OutputException>(() => Hdf5RowWriter.CheckWritable(_folder.Path)).Message);
    }

    [Fact]
    public void Rows_that_do_not_fit_are_refused_before_they_are_written()
    {
        using var writer = Hdf5RowWriter.Create(_folder["x.h5"], TestFeatures.Options(2, ["a"]));

        Assert.Throws<ArgumentException>(() => writer.Add<float>([1, 2, 3], [0], ["x"]));
        Assert.Throws<ArgumentException>(() => writer.Add<float>([1, 2], [0], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add<float>([1, 2], [1], ["x"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add<float>([1, 2], [-1], ["x"]));
        Assert.Equal(0, writer.RowCount);
    }
}
