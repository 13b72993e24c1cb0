using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>Files of several layers that are gone on with or added to come out as those that were made at once.</summary>
public sealed class LayersResumeTests : IDisposable
{
    private const int RowCount = 30;

    private static readonly Hdf5RowOptions Options = Layered.Options(300, RowCount, ("a/1", 700), ("b", 1100));

    private static readonly string[] Old = ["b/1.png", "b/3.png", "d/1.png"];
    private static readonly string[] New = ["a/1.png", "b/0.png", "b/2.png", "c/1.png", "d/2.png"];

    private readonly TempFolder _folder = new();
    private readonly string _path;

    public LayersResumeTests() => _path = _folder["x.h5"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, RowCount)]
    [InlineData(17, RowCount)]
    [InlineData(RowCount, RowCount)]
    // Regions lie elsewhere, overlapping those that were.
    [InlineData(17, 17)]
    [InlineData(17, 31)]
    [InlineData(17, 18)]
    [InlineData(17, 4000)]
    public void What_was_stopped_goes_on_also_with_room_for_another_number_of_rows(int stoppedAt, int expectedBefore)
    {
        Layered.Write(_folder["unbroken.h5"], Options, RowCount);
        Stop(Options with { ExpectedRowCount = expectedBefore }, stoppedAt);

        using (var writer = Hdf5RowWriter.Resume(_path, Options))
        {
            Assert.Equal(stoppedAt, writer.ResumedRowCount);
            Layered.Add(writer, Options, RowCount);
            writer.Complete();
        }

        Unstamped.Same(_folder["unbroken.h5"], _path);
        Layered.AssertHolds(_path, Options, RowCount);
    }

    [Fact]
    public void Layers_in_another_order_are_put_in_the_order_of_now()
    {
        var turned = Options with { OtherDatasets = [.. Options.OtherDatasets.Reverse()] };
        Layered.Write(_folder["unbroken.h5"], turned, 2);
        using (var writer = Hdf5RowWriter.Resume(_path, Options))
        {
            float[] row = Layered.Row(turned, 0);
            writer.Add<float>([.. row[1100..1800], .. row[..1100], .. row[1800..]], [0], ["0.jpg"]);
            writer.Commit();
        }

        using (var writer = Hdf5RowWriter.Resume(_path, turned))
        {
            Layered.Add(writer, turned, 2);
            writer.Complete();
        }

        Unstamped.Same(_folder["unbroken.h5"], _path);
    }

    [Fact]
    public void Rows_that_were_written_but_never_committed_do_not_show()
    {
        Layered.Write(_folder["unbroken.h5"], Options, 20);
        Stop(Options, 18);
        // As a killed run leaves it, with rows behind those that are committed.
        using (var partial = File.Open(_path + ".partial", FileMode.Open))
        {
            foreach (var region in RowRegion.Of(Options))
            {
                partial.Position = region.End(18);
                partial.Write(Enumerable.Repeat((byte)7, 10 * region.RowLength).ToArray());
            }
        }

        using (var writer = Hdf5RowWriter.Resume(_path, Options))
        {
            Layered.Add(writer, Options, 20);
            writer.Complete();
        }

        Unstamped.Same(_folder["unbroken.h5"], _path);
    }

    [Fact]
    public void Room_for_fewer_rows_than_there_are_is_refused()
    {
        Stop(Options, 17);

        Assert.Throws<ArgumentException>(() => Hdf5RowWriter.Resume(_path, Options with { ExpectedRowCount = 16 }));
        using var writer = Hdf5RowWriter.Resume(_path, Options);
        Assert.Equal(17, writer.RowCount);
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "fewer", "layers 'a/1', 'b', 'pool' in it, layers 'b', 'pool' now" },
        { "none", "layers 'a/1', 'b', 'pool' in it, layer 'pool' now" },
        { "more", "layers 'a/1', 'b', 'pool' in it, layers 'a/1', 'b', 'c', 'pool' now" },
        { "others", "layers 'a/1', 'b', 'pool' in it, layers 'a/1', 'c', 'pool' now" },
        { "main", "layer 'pool' in it, 'fc' now" },
        { "width", "rows of 'features_b' of [1100] float32 in it, [1101] float32 now" },
        { "name", "layer 'a/1' as 'features_a_1' in it, as 'features_a' now" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_run_of_other_layers_is_refused_and_the_unfinished_file_untouched(string change, string difference)
    {
        Stop(Options, 5);
        var before = File.ReadAllBytes(_path + ".partial");

        var error = Assert.Throws<OutputException>(() => Hdf5RowWriter.Resume(_path, Changed(change)));

        Assert.Equal(
            $"'{_path}.partial' of an interrupted run does not go with this one: {difference}. Run that one's command again, or remove the file to start over.",
            error.Message);
        Assert.Equal(before, File.ReadAllBytes(_path + ".partial"));
    }

    [Fact]
    public void A_run_of_several_layers_does_not_go_on_with_one()
    {
        using (var writer = Hdf5RowWriter.Resume(_path, Changed("none")))
        {
            writer.Add<float>(new float[300], [0], ["x"]);
            writer.Commit();
        }

        Assert.Contains(": layer 'pool' in it, layers 'a/1', 'b', 'pool' now.", Assert.Throws<OutputException>(() => Hdf5RowWriter.Resume(_path, Options)).Message);
    }

    [Fact]
    public void Images_that_are_skipped_leave_no_row_at_any_layer_and_the_same_file_after_every_stop()
    {
        var photos = new PhotoFolder(_folder).With(Old).With(New).Unreadable("a/0.png", "c/9.png");
        Run(photos.Images, _folder["unbroken.h5"]);
        // The first image has no row, and nothing is kept where there are none.
        for (var stop = 2; stop < photos.Images.Images.Length; stop++)
        {
            Run(photos.Images, _path, stopAt: stop);
            Assert.True(File.Exists(_path + ".partial"));
            Run(photos.Images, _path);
            Unstamped.Same(_folder["unbroken.h5"], _path);
            File.Delete(_path);
        }

        AssertAligned(_folder["unbroken.h5"], [.. Old.Concat(New).Order(StringComparer.Ordinal)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Adding_takes_the_rows_of_all_layers_over_wherever_it_is_stopped(bool isRepacked)
    {
        var photos = new PhotoFolder(_folder).With(Old);
        Run(photos.Images, _path);
        if (isRepacked)
        {
            Oracle.Tool("h5repack", "-f", "GZIP=1", _path, _folder["packed.h5"]);
            File.Move(_folder["packed.h5"], _path, overwrite: true);
        }

        var before = File.ReadAllBytes(_path);
        photos.With(New);
        Run(photos.Images, _path, append: true);
        File.Move(_path, _folder["unbroken.h5"]);
        AssertAligned(_folder["unbroken.h5"], [.. Old, .. New]);
        for (var stop = 1; stop < photos.Images.Images.Length; stop++)
        {
            File.WriteAllBytes(_path, before);
            Run(photos.Images, _path, append: true, stopAt: stop);
            Assert.Equal(before, File.ReadAllBytes(_path));
            Run(photos.Images, _path, append: true);
            Unstamped.Same(_folder["unbroken.h5"], _path);
        }
    }

    [Fact]
    public void Adding_that_was_stopped_goes_on_with_more_images_than_it_began_with()
    {
        var photos = new PhotoFolder(_folder).With(Old);
        Run(photos.Images, _path);
        photos.With(New[..2]);
        Run(photos.Images, _path, append: true, stopAt: 4);
        photos.With(New);

        Run(photos.Images, _path, append: true);

        AssertAligned(_path, [.. Old, .. New]);
    }

    [Fact]
    public void A_file_that_lacks_only_its_name_is_gone_on_with_when_there_are_more_images()
    {
        var photos = new PhotoFolder(_folder).With(Old);
        Run(photos.Images, _path);
        File.Move(_path, _path + ".partial");
        photos.With(New);

        Run(photos.Images, _path, append: true);

        AssertAligned(_path, [.. Old, .. New]);
    }

    [Fact]
    public void Nothing_is_added_to_a_file_of_other_layers()
    {
        var photos = new PhotoFolder(_folder).With(Old);
        Run(photos.Images, _path);

        var error = Assert.Throws<OutputException>(() => ResumableRun.Open(_path, photos.Images, append: true, Changed("fewer")));

        Assert.StartsWith($"Cannot add to '{_path}': layers 'a/1', 'b', 'pool' in it, layers 'b', 'pool' now.", error.Message);
    }

    [Fact]
    public void A_row_that_is_damaged_at_another_layer_is_not_taken_over()
    {
        var photos = new PhotoFolder(_folder).With(Old);
        Run(photos.Images, _path);
        using (var file = File.Open(_path, FileMode.Open))
        {
            file.Position = RowRegion.Of(Options with { ExpectedRowCount = Old.Length })[2].End(1) + 5;
            file.WriteByte(99);
        }

        var error = Assert.Throws<FeatureFileException>(() => Run(photos.With(New).Images, _path, append: true));

        Assert.Equal($"Row 1 of '{_path}' is damaged: its checksum is wrong. Make the file anew.", error.Message);
    }

    /// <summary>Makes rows from the paths of images, as an extraction does.</summary>
    private static void Run(ImageSet images, string path, bool append = false, int stopAt = int.MaxValue)
    {
        var options = Options with { LabelNames = images.LabelNames, ExpectedRowCount = 0, CommitInterval = Timeout.InfiniteTimeSpan };
        using var run = ResumableRun.Open(path, images, append, options);
        run.CopyFinishedRows(null, TestContext.Current.CancellationToken);
        foreach (var image in run.Remaining)
        {
            if (run.Progress.DoneCount >= stopAt)
            {
                run.KeepWhatIsDone();
                return;
            }

            if (new FileInfo(image.FullPath).Length < 20)
                run.Writer.Skip(new SkippedInput(image.Path, "unreadable"));
            else
                run.Writer.Add<float>(Features(image.Path), [image.Label], [image.Path]);
        }

        if (stopAt == int.MaxValue)
            run.Complete();
        else
            run.KeepWhatIsDone();
    }

    private static float[] Features(string path)
    {
        var seed = path.Sum(letter => letter);
        return [.. Enumerable.Range(0, 2100).Select(column => seed + (column / 4096f))];
    }

    private static void AssertAligned(string path, string[] paths)
    {
        var start = 0;
        foreach (var (layer, width) in new[] { ("a/1", 700), ("b", 1100), ("pool", 300) })
        {
            using var file = FeatureFile.Open(path, layer);
            Assert.Equal(paths, file.Paths);
            Assert.Equal(paths.Select(image => image.Split('/')[0]), file.Labels.Select(label => file.LabelNames[label]));
            Assert.Equal(paths.SelectMany(image => Features(image)[start..(start + width)]), file.ReadRows(0, file.RowCount).Features.ToArray());
            Assert.True(file.Check(cancellationToken: TestContext.Current.CancellationToken) is { IsSound: true, HasChecksums: true });
            start += width;
        }
    }

    private void Stop(Hdf5RowOptions options, int rowCount)
    {
        using var writer = Hdf5RowWriter.Resume(_path, options);
        Layered.Add(writer, options, rowCount);
        writer.Commit();
    }

    private static Hdf5RowOptions Changed(string change)
    {
        var others = Options.OtherDatasets;
        return change switch
        {
            "fewer" => Options with { OtherDatasets = others[1..] },
            "none" => Options with { OtherDatasets = [] },
            "more" => Options with { OtherDatasets = others.Add(new RowDataset("features_c", [2], "c")) },
            "others" => Options with { OtherDatasets = [others[0], new RowDataset("features_c", [1100], "c")] },
            "main" => Options with { Recipe = TestFeatures.Recipe with { Backbone = TestFeatures.Recipe.Backbone with { Layer = "fc" } } },
            "width" => Options with { OtherDatasets = [others[0], others[1] with { RowShape = [1101] }] },
            _ => Options with { OtherDatasets = [others[0] with { Name = "features_a" }, others[1]] },
        };
    }
}
