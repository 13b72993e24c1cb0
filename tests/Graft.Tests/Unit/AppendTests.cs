using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>Images that are new get a row at the end of the file; the rows that it has are never made again.</summary>
public sealed class AppendTests : IDisposable
{
    private static readonly string[] Old = ["b/1.png", "b/3.png", "d/1.png"];
    private static readonly string[] New = ["a/1.png", "b/0.png", "b/2.png", "c/1.png", "d/2.png"];

    private static readonly ExtractionOptions OneByOne = new() { BatchSize = 1, Append = true };

    private readonly TempFolder _folder = new();
    private readonly PhotoFolder _photos;
    private readonly string _path;
    private readonly string _partial;

    public AppendTests()
    {
        _photos = new PhotoFolder(_folder);
        _path = _folder["x.h5"];
        _partial = _path + ".partial";
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task New_images_and_classes_come_behind_the_old_ones()
    {
        await ExtractAsync(_photos.With(Old));

        using var backbone = new FakeBackbone();
        var report = await FeatureExtraction.RunAsync(backbone, _photos.With(New).Images, _path, OneByOne, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(New.Length, backbone.Batches.Sum());
        Assert.Equal((8, 3), (report.RowCount, report.EarlierRowCount));
        Assert.Equal(["b", "d", "a", "c"], report.LabelNames);
        PhotoFolder.AssertAligned(_path, [.. Old, .. New]);
        using var file = FeatureFile.Open(_path);
        Assert.Equal(["b", "d", "a", "c"], file.LabelNames);
        Assert.Equal([0, 0, 1, 2, 0, 0, 3, 1], file.Labels);
        Assert.True(file.Check(cancellationToken: TestContext.Current.CancellationToken) is { IsSound: true, HasChecksums: true });
        Assert.Equal(["photos", "x.h5"], _folder.Names());
    }

    [Fact]
    public async Task Nothing_new_gives_the_same_file()
    {
        await ExtractAsync(_photos.With(Old));
        File.Copy(_path, _folder["before.h5"]);

        var report = await AppendAsync();

        Assert.Equal((3, 3), (report.RowCount, report.EarlierRowCount));
        Unstamped.Same(_folder["before.h5"], _path);
    }

    [Fact]
    public async Task Without_a_file_it_is_made_as_if_nothing_had_been_said()
    {
        await ExtractAsync(_photos.With(Old));
        File.Move(_path, _folder["before.h5"]);

        var report = await AppendAsync();

        Assert.Equal((3, 0), (report.RowCount, report.EarlierRowCount));
        Unstamped.Same(_folder["before.h5"], _path);
    }

    [Fact]
    public async Task Rows_may_be_added_time_and_again()
    {
        await ExtractAsync(_photos.With(Old));
        foreach (var path in New)
        {
            _photos.With(path);
            await AppendAsync();
        }

        PhotoFolder.AssertAligned(_path, [.. Old, .. New]);
    }

    [Fact]
    public async Task Images_that_could_not_be_read_then_get_a_row_when_they_can_be_now()
    {
        var first = await ExtractAsync(_photos.With(Old).Unreadable("b/2.png", "a/1.png"));
        Assert.Equal(["a/1.png", "b/2.png"], first.Skipped.Select(skipped => skipped.Path));

        var second = await AppendAsync();
        Assert.Equal(first.Skipped, second.Skipped);
        PhotoFolder.AssertAligned(_path, Old);

        var third = await AppendAsync(_photos.With("b/2.png"));
        Assert.Equal("a/1.png", Assert.Single(third.Skipped).Path);
        PhotoFolder.AssertAligned(_path, [.. Old, "b/2.png"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Adding_that_was_stopped_anywhere_goes_on_to_the_same_file(bool isUnreadableAmongThem)
    {
        await ExtractAsync(_photos.With(Old).Unreadable("d/9.png"));
        var before = await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken);
        _photos.With(New);
        if (isUnreadableAmongThem)
            _photos.Unreadable("a/0.png", "b/4.png", "d/3.png");
        var images = _photos.Images;
        await AppendAsync();
        File.Move(_path, _folder["unbroken.h5"]);
        for (var stop = 1; stop <= images.Images.Length; stop++)
        {
            await File.WriteAllBytesAsync(_path, before, TestContext.Current.CancellationToken);
            await StopAsync(stop, images, OneByOne);
            Assert.Equal(before, await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));

            await AppendAsync();

            Unstamped.Same(_folder["unbroken.h5"], _path);
            PhotoFolder.AssertAligned(_path, [.. Old, .. New]);
            Assert.Equal(["photos", "unbroken.h5", "x.h5"], _folder.Names());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_interrupted_run_is_gone_on_with_when_images_were_added_meanwhile(int stop)
    {
        await StopAsync(stop, _photos.With(Old).Images, OneByOne with { Append = false });

        var report = await AppendAsync(_photos.With(New));

        Assert.Equal((8, stop), (report.RowCount, report.EarlierRowCount));
        PhotoFolder.AssertAligned(_path, [.. Old[..stop], .. Old[stop..].Concat(New).Order(StringComparer.Ordinal)]);
        Assert.Equal(["b", "d", "a", "c"], report.LabelNames);
    }

    [Fact]
    public async Task Adding_that_was_stopped_is_gone_on_with_when_more_images_were_added_meanwhile()
    {
        await ExtractAsync(_photos.With(Old));
        await StopAsync(2, _photos.With("a/1.png").Images, OneByOne);

        await AppendAsync(_photos.With(New));

        PhotoFolder.AssertAligned(_path, [.. Old, .. New]);
    }

    [Fact]
    public async Task A_file_with_rows_added_that_lacks_only_its_name_gets_it()
    {
        await ExtractAsync(_photos.With(Old).Unreadable("a/0.png"));
        File.Copy(_path, _folder["before.h5"]);
        await AppendAsync(_photos.With(New).Unreadable("c/0.png"));
        var whole = await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken);
        File.Move(_path, _partial);
        File.Move(_folder["before.h5"], _path);

        using var backbone = new FakeBackbone();
        var report = await FeatureExtraction.RunAsync(backbone, _photos.Images, _path, OneByOne, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(backbone.Batches);
        Assert.Equal(["a/0.png", "c/0.png"], report.Skipped.Select(skipped => skipped.Path));
        Assert.Equal(whole, await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
        Assert.Equal(["photos", "x.h5"], _folder.Names());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_lacks_only_its_name_is_added_to_when_there_are_more_images(bool hasOlderFile)
    {
        await ExtractAsync(_photos.With(Old));
        if (hasOlderFile)
            File.Copy(_path, _partial);
        else
            File.Move(_path, _partial);

        var report = await AppendAsync(_photos.With(New).Unreadable("a/0.png"));

        Assert.Equal((8, 3), (report.RowCount, report.EarlierRowCount));
        Assert.Equal("a/0.png", Assert.Single(report.Skipped).Path);
        PhotoFolder.AssertAligned(_path, [.. Old, .. New]);
        using var file = FeatureFile.Open(_path);
        Assert.True(file.Check(cancellationToken: TestContext.Current.CancellationToken).IsSound);
        Assert.Equal(["photos", "x.h5"], _folder.Names());
    }

    [Theory]
    [InlineData(1, "'b/3.png' is in it no longer among the images; rows can only be added")]
    [InlineData(2, "'b/3.png' and 'd/1.png' are in it no longer among the images; rows can only be added")]
    [InlineData(3, "'b/1.png' and 2 others are in it no longer among the images; rows can only be added")]
    public async Task An_image_that_is_gone_is_refused(int goneCount, string reason)
    {
        await ExtractAsync(_photos.With(Old));
        _photos.With(New).Without("b/3.png");
        foreach (var path in new[] { "d/1.png", "b/1.png" }.Take(goneCount - 1))
            _photos.Without(path);

        await RefusedAsync($"Cannot add to '{_path}': {reason}.");
    }

    [Fact]
    public async Task An_image_that_an_interrupted_run_knew_and_that_is_gone_is_refused()
    {
        await StopAsync(2, _photos.With(Old).Images, OneByOne);
        var before = await File.ReadAllBytesAsync(_partial, TestContext.Current.CancellationToken);
        _photos.Without("b/1.png");

        using var backbone = new FakeBackbone();
        var error = await Assert.ThrowsAsync<OutputException>(() => FeatureExtraction.RunAsync(
            backbone, _photos.Images, _path, OneByOne, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("'b/1.png' is in it no longer among the images; rows can only be added", error.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(_partial, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_image_that_is_of_another_class_now_is_refused()
    {
        var list = _folder.Write("photos/list.csv", "path,label\nb/1.png,b\nb/3.png,b\nd/1.png,d\n");
        _photos.With(Old);
        await ExtractAsync(ImageSet.Open(list));
        _folder.Write("photos/list.csv", "path,label\nb/1.png,b\nb/3.png,d\nd/1.png,d\n");

        await RefusedAsync($"Cannot add to '{_path}': 'b/3.png' is of class 'b' in it, 'd' now.", ImageSet.Open(list));
    }

    [Fact]
    public async Task Rows_of_another_backbone_or_preprocessing_are_refused()
    {
        await ExtractAsync(_photos.With(Old));
        _photos.With(New);
        var known = new FakeBackbone();
        using var other = new FakeBackbone { Identity = known.Identity with { Layer = "other" } };
        using var cropping = new FakeBackbone { Preprocessing = known.Preprocessing with { ResizeMode = ResizeMode.Crop } };

        const string Remedy = "Use the same backbone, layer and preprocessing, or write another file.";
        await RefusedAsync($"Cannot add to '{_path}': layer 'mean' in it, 'other' now. {Remedy}", backbone: other);
        await RefusedAsync($"Cannot add to '{_path}': preprocessing resizeMode 'squash' in it, 'crop' now. {Remedy}", backbone: cropping);
    }

    [Fact]
    public async Task Features_are_not_added_to_a_pack_of_images_nor_pixels_of_another_size_to_it()
    {
        await ImagePacking.RunAsync(_photos.With(Old).Images, _path, new PackingOptions { Size = 4 }, cancellationToken: TestContext.Current.CancellationToken);
        var before = await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken);

        using var backbone = new FakeBackbone();
        var features = await Assert.ThrowsAsync<OutputException>(() => FeatureExtraction.RunAsync(
            backbone, _photos.Images, _path, OneByOne, cancellationToken: TestContext.Current.CancellationToken));
        var smaller = await Assert.ThrowsAsync<OutputException>(() => ImagePacking.RunAsync(
            _photos.Images, _path, new PackingOptions { Size = 3, Append = true }, cancellationToken: TestContext.Current.CancellationToken));
        var original = await Assert.ThrowsAsync<OutputException>(() => ImagePacking.RunAsync(
            _photos.Images, _path, new PackingOptions { Encoding = ImageEncoding.Original, Append = true }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith($"Cannot add to '{_path}': it holds 'images', not 'features'.", features.Message);
        Assert.StartsWith($"Cannot add to '{_path}': packing '", smaller.Message);
        Assert.StartsWith($"Cannot add to '{_path}': it holds 'images', not 'image_files'.", original.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_of_another_tool_is_refused()
    {
        Oracle.PythonText("h5py", """
            import sys, h5py, numpy
            with h5py.File(sys.argv[1], "w") as file:
                file["features"] = numpy.zeros((2, 3), "f4")
                file["labels"] = numpy.zeros(2, "i4")
                file["label_names"] = ["b"]
            """, _path);
        _photos.With(Old);

        await RefusedAsync<FeatureFileException>($"'{_path}' was not made by Graft; 'graft convert' makes it one of ours.");
    }

    [Fact]
    public async Task A_row_that_is_damaged_is_not_taken_over()
    {
        await ExtractAsync(_photos.With(Old));
        var bytes = await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken);
        bytes[4096 + (1 * 3 * sizeof(float)) + 2] ^= 8;
        _folder.Write("x.h5", bytes);
        _photos.With(New);

        using var backbone = new FakeBackbone();
        var error = await Assert.ThrowsAsync<FeatureFileException>(() => FeatureExtraction.RunAsync(
            backbone, _photos.Images, _path, OneByOne, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal($"Row 1 of '{_path}' is damaged: its checksum is wrong. Make the file anew.", error.Message);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
    }

    private Task RefusedAsync(string message, ImageSet? images = null, FakeBackbone? backbone = null) =>
        RefusedAsync<OutputException>(message, images, backbone);

    /// <summary>Asserts that adding is refused so, the file is as it was, and nothing lies beside it.</summary>
    private async Task RefusedAsync<TException>(string message, ImageSet? images = null, FakeBackbone? backbone = null)
        where TException : GraftException
    {
        var before = await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken);
        using var fake = new FakeBackbone();

        var error = await Assert.ThrowsAsync<TException>(() => FeatureExtraction.RunAsync(
            backbone ?? fake, images ?? _photos.Images, _path, OneByOne, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(message, error.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
        Assert.Equal(["photos", "x.h5"], _folder.Names());
    }

    private Task<ExtractionReport> AppendAsync(PhotoFolder? photos = null) => RunAsync((photos ?? _photos).Images, OneByOne);

    private Task<ExtractionReport> ExtractAsync(PhotoFolder photos) => ExtractAsync(photos.Images);

    private Task<ExtractionReport> ExtractAsync(ImageSet images) => RunAsync(images, new ExtractionOptions());

    private async Task<ExtractionReport> RunAsync(ImageSet images, ExtractionOptions options)
    {
        using var backbone = new FakeBackbone();
        return await FeatureExtraction.RunAsync(backbone, images, _path, options, cancellationToken: TestContext.Current.CancellationToken);
    }

    private Task StopAsync(int doneCount, ImageSet images, ExtractionOptions options) => Interruption.RunAsync(doneCount, async (progress, token) =>
    {
        using var backbone = new FakeBackbone();
        await FeatureExtraction.RunAsync(backbone, images, _path, options, progress, token);
    });
}
