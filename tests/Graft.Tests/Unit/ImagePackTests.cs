using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class ImagePackTests : IDisposable
{
    private static readonly string[] Readable = ["a/1.png", "a/3.png", "b/1.png", "b/2.png", "b/장미 🌹.png"];
    private static readonly string[] Unreadable = ["a/0.png", "a/2.png", "b/3.png", "b/9.png"];

    private readonly TempFolder _folder = new();
    private readonly string _path;

    public ImagePackTests() => _path = _folder["pack.h5"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ResizeMode.Crop, 9)]
    [InlineData(ResizeMode.Squash, 32)]
    [InlineData(ResizeMode.Pad, 17)]
    public async Task Pixels_are_those_of_the_preprocessor(ResizeMode fit, int size)
    {
        var images = WriteFormats();
        var preprocessor = new Preprocessor(new Preprocessing { Width = size, Height = size, ResizeMode = fit });

        var report = await PackAsync(images, new PackingOptions { Size = size, Fit = fit });

        using var pack = ImagePack.Open(_path);
        Assert.Empty(report.Skipped);
        Assert.Equal((images.Images.Length, size, size, ImageEncoding.Raw), (pack.Count, pack.Width, pack.Height, pack.Encoding));
        AssertSameList(images, pack);
        for (var i = 0; i < pack.Count; i++)
        {
            var expected = preprocessor.Resize(ImageReader.Read(images.Images[i].FullPath));
            Assert.True(expected.Pixels.SequenceEqual(pack.Read(i).Pixels), pack.Paths[i]);
        }

        var refusal = Assert.Throws<ImageReadException>(() => pack.ReadFile(0));
        Assert.Contains("the pack holds its pixels, not the file", refusal.Message);
    }

    [Fact]
    public async Task Original_files_are_kept_byte_by_byte()
    {
        var images = WriteFormats();

        await PackAsync(images, new PackingOptions { Encoding = ImageEncoding.Original });

        using var pack = ImagePack.Open(_path);
        Assert.Equal((images.Images.Length, 0, 0, ImageEncoding.Original), (pack.Count, pack.Width, pack.Height, pack.Encoding));
        AssertSameList(images, pack);
        Assert.True(pack.Check(cancellationToken: TestContext.Current.CancellationToken) is { IsSound: true, HasChecksums: true });
        for (var i = 0; i < pack.Count; i++)
        {
            Assert.Equal(PhotoFormats.All[pack.Paths[i]], pack.ReadFile(i));
            Assert.True(ImageReader.Read(images.Images[i].FullPath).Pixels.SequenceEqual(pack.Read(i).Pixels), pack.Paths[i]);
        }
    }

    [Fact]
    public async Task Features_from_a_pack_of_original_files_are_those_from_the_folder_to_the_bit()
    {
        var images = WriteFormats();
        await PackAsync(images, new PackingOptions { Encoding = ImageEncoding.Original });
        await ExtractAsync(images, _folder["folder.h5"]);

        using var pack = ImagePack.Open(_path);
        await ExtractAsync(pack.Images, _folder["packed.h5"]);

        Unstamped.SameFeatures(_folder["folder.h5"], _folder["packed.h5"]);
    }

    [Fact]
    public async Task A_pack_of_pixels_made_from_a_pack_of_original_files_is_the_one_made_from_the_folder()
    {
        var images = WriteFormats();
        await PackAsync(images, new PackingOptions { Encoding = ImageEncoding.Original });
        using var pack = ImagePack.Open(_path);

        await ImagePacking.RunAsync(images, _folder["one.h5"], new PackingOptions { Size = 8 }, cancellationToken: TestContext.Current.CancellationToken);
        await ImagePacking.RunAsync(pack.Images, _folder["other.h5"], new PackingOptions { Size = 8 }, cancellationToken: TestContext.Current.CancellationToken);
        await ImagePacking.RunAsync(pack.Images, _folder["copy.h5"], new PackingOptions { Encoding = ImageEncoding.Original }, cancellationToken: TestContext.Current.CancellationToken);

        Unstamped.Same(_folder["one.h5"], _folder["other.h5"]);
        Unstamped.Same(_path, _folder["copy.h5"]);
    }

    [Theory]
    [InlineData(ImageEncoding.Raw)]
    [InlineData(ImageEncoding.Original)]
    public async Task What_cannot_be_read_is_left_out_with_the_reason(ImageEncoding encoding)
    {
        var photos = new PhotoFolder(_folder).With(Readable).Unreadable(Unreadable);
        _folder.Write("photos/a/empty.png", []);
        File.CreateSymbolicLink(_folder["photos/b/gone.png"], _folder["nowhere.png"]);

        var report = await PackAsync(photos.Images, new PackingOptions { Encoding = encoding });

        Assert.Equal(
            [
                new("a/0.png", "it is not an image of a known kind"),
                new("a/2.png", "it is not an image of a known kind"),
                new("a/empty.png", "the file is empty"),
                new("b/3.png", "it is not an image of a known kind"),
                new("b/9.png", "it is not an image of a known kind"),
                new SkippedImage("b/gone.png", "there is no such file"),
            ],
            report.Skipped);
        using var pack = ImagePack.Open(_path);
        Assert.Equal(Readable, pack.Paths);
        Assert.Equal([0, 0, 1, 1, 1], pack.Labels);
        await ExtractAsync(pack.Images, _folder["x.h5"]);
        PhotoFolder.AssertAligned(_folder["x.h5"], Readable);
    }

    [Fact]
    public async Task A_photo_that_is_damaged_inside_is_packed_as_it_is_and_told_of_when_it_is_read()
    {
        new PhotoFolder(_folder).With(Readable);
        _folder.Write("photos/b/broken.jpg", PhotoFormats.All["other/a, \"b\".jpg"].AsSpan(0, 300));
        var images = ImageSet.Open(_folder["photos"]);

        var packed = await PackAsync(images, new PackingOptions { Encoding = ImageEncoding.Original });
        using var pack = ImagePack.Open(_path);
        var (folder, fromPack) = (await ExtractAsync(images, _folder["folder.h5"]), await ExtractAsync(pack.Images, _folder["packed.h5"]));

        Assert.Empty(packed.Skipped);
        Assert.Equal("b/broken.jpg", Assert.Single(fromPack.Skipped).Path);
        Assert.Equal(folder.Skipped, fromPack.Skipped);
        Unstamped.SameFeatures(_folder["folder.h5"], _folder["packed.h5"]);
    }

    [Theory]
    [InlineData(ImageEncoding.Raw, 1)]
    [InlineData(ImageEncoding.Raw, 3)]
    [InlineData(ImageEncoding.Original, 1)]
    [InlineData(ImageEncoding.Original, 3)]
    public async Task Packing_stopped_anywhere_and_started_again_makes_the_pack_of_an_unbroken_run(ImageEncoding encoding, int threads)
    {
        var images = new PhotoFolder(_folder).With(Readable).Unreadable(Unreadable).Images;
        var options = new PackingOptions { Encoding = encoding, Size = 5, Threads = threads };
        var unbroken = await ImagePacking.RunAsync(images, _folder["unbroken.h5"], options, cancellationToken: TestContext.Current.CancellationToken);
        for (var stop = 1; stop <= images.Images.Length; stop++)
        {
            await StopAsync(stop, images, options);
            // The first image is none: with it alone done there is nothing to keep.
            Assert.Equal(stop > 1, File.Exists(_path + ".partial"));

            var report = await PackAsync(images, options);

            Unstamped.Same(_folder["unbroken.h5"], _path);
            Assert.Equal(unbroken.Skipped, report.Skipped);
            Assert.Equal(images.Images.Take(stop).Count(image => Readable.Contains(image.Path)), report.EarlierCount);
            Assert.Equal(["pack.h5", "photos", "unbroken.h5"], _folder.Names());
            File.Delete(_path);
        }
    }

    [Theory]
    [InlineData(ImageEncoding.Raw)]
    [InlineData(ImageEncoding.Original)]
    public async Task Images_are_added_to_a_pack_also_when_that_was_interrupted(ImageEncoding encoding)
    {
        var photos = new PhotoFolder(_folder).With("b/1.png", "b/3.png");
        var options = new PackingOptions { Encoding = encoding, Size = 4 };
        await PackAsync(photos.Images, options);
        var images = photos.With("a/1.png", "b/2.png").Unreadable("b/0.png").Images;
        await StopAsync(3, images, options with { Append = true });

        var report = await PackAsync(images, options with { Append = true });

        Assert.Equal((4, 3), (report.Count, report.EarlierCount));
        using var pack = ImagePack.Open(_path);
        Assert.Equal(["b/1.png", "b/3.png", "a/1.png", "b/2.png"], pack.Paths);
        Assert.Equal(["b", "a"], pack.LabelNames);
        Assert.Equal([0, 0, 1, 0], pack.Labels);
        Assert.True(pack.Check(cancellationToken: TestContext.Current.CancellationToken).IsSound);
        await ExtractAsync(pack.Images, _folder["x.h5"]);
        PhotoFolder.AssertAligned(_folder["x.h5"], pack.Paths);
    }

    [Theory]
    [InlineData(ImageEncoding.Raw, "packing '")]
    [InlineData(ImageEncoding.Original, "it holds 'image_files', not 'images'")]
    public async Task An_interrupted_pack_of_another_kind_is_refused(ImageEncoding encoding, string difference)
    {
        var images = new PhotoFolder(_folder).With(Readable).Images;
        await StopAsync(3, images, new PackingOptions { Encoding = encoding, Size = 4 });
        var before = await File.ReadAllBytesAsync(_path + ".partial", TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<OutputException>(() => PackAsync(images, new PackingOptions { Size = 6 }));

        Assert.Contains($"'{_path}.partial' of an interrupted run does not go with this one: {difference}", error.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(_path + ".partial", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(ImageEncoding.Raw)]
    [InlineData(ImageEncoding.Original)]
    public async Task An_image_with_a_changed_byte_is_found_and_not_used(ImageEncoding encoding)
    {
        await PackAsync(new PhotoFolder(_folder).With(Readable).Images, new PackingOptions { Encoding = encoding, Size = 8 });
        Damage(row: 2);

        using var pack = ImagePack.Open(_path);
        var check = pack.Check(cancellationToken: TestContext.Current.CancellationToken);
        var report = await ExtractAsync(pack.Images, _folder["x.h5"]);

        Assert.Equal([2], check.DamagedRows);
        Assert.False(check.IsSound);
        Assert.Equal([new SkippedImage("b/1.png", "its checksum in the pack is wrong")], report.Skipped);
        PhotoFolder.AssertAligned(_folder["x.h5"], Readable.Except(["b/1.png"]));
        Assert.Contains("b/1.png", Assert.Throws<ImageReadException>(() => pack.Read(2)).Message);
        Assert.Equal(8, pack.Read(1).Width);
    }

    [Fact]
    public async Task A_table_of_files_that_does_not_fit_is_refused()
    {
        await PackAsync(new PhotoFolder(_folder).With(Readable).Images, new PackingOptions { Encoding = ImageEncoding.Original });
        foreach (var change in new[] { "o[1] = o[2] + 1", "o[0] = 1", "o[-1] += 1", "o[2] = -1" })
        {
            File.Copy(_path, _folder["copy.h5"], overwrite: true);
            // The checksum of the table is changed with it, so that only its content can show what is wrong.
            Oracle.PythonText("h5py", $"""
                import sys, zlib, h5py
                with h5py.File(sys.argv[1], "r+") as file:
                    o = file["offsets"][:]
                    {change}
                    file["offsets"][...] = o
                    file["offsets"].attrs.modify("crc32", zlib.crc32(o.tobytes()))
                """, _folder["copy.h5"]);

            var error = Assert.Throws<FeatureFileException>(() => ImagePack.Open(_folder["copy.h5"]));

            Assert.Contains("its table of where image files begin does not fit their bytes", error.Message);
        }
    }

    [Fact]
    public void A_file_of_another_tool_with_images_is_a_pack_too()
    {
        Oracle.PythonText("h5py", """
            import sys, h5py, numpy
            with h5py.File(sys.argv[1], "w") as file:
                images = numpy.arange(5 * 2 * 3 * 3, dtype="u1").reshape(5, 2, 3, 3)
                file.create_dataset("images", data=images, chunks=(2, 2, 3, 3), compression="gzip")
                file["labels"] = numpy.array([0, 1, 1, 0, 1], "i8")
                file["label_names"] = ["cat", "개"]
            """, _path);

        using var pack = ImagePack.Open(_path);

        Assert.True(ImagePack.IsImagePack(_path));
        Assert.Equal((5, 3, 2, ""), (pack.Count, pack.Width, pack.Height, pack.Packing));
        Assert.Equal(["#0", "#1", "#2", "#3", "#4"], pack.Paths);
        Assert.Equal(["cat", "개"], pack.LabelNames);
        Assert.Equal(Enumerable.Range(18, 18).Select(i => (byte)i), pack.Read(1).Pixels.ToArray());
        Assert.Equal(1, pack.Images.Images[4].Label);
    }

    [Fact]
    public async Task A_file_of_features_is_no_pack()
    {
        var features = TestFeatures.Write(_folder["x.h5"], TestFeatures.Set(2, 3, ["a", "b"]));
        await PackAsync(new PhotoFolder(_folder).With(Readable).Images, new PackingOptions { Encoding = ImageEncoding.Original });

        Assert.False(ImagePack.IsImagePack(features));
        var message = $"'{features}' is no image pack; it holds features. Give it to 'train', or make a pack with 'graft pack'.";
        Assert.Equal(message, Assert.Throws<FeatureFileException>(() => ImagePack.Open(features)).Message);
        Assert.Equal(message, Assert.Throws<FeatureFileException>(() => ImageInput.Open(features)).Message);
        Assert.Contains("holds image files, not rows of numbers", Assert.Throws<FeatureFileException>(() => FeatureFile.Open(_path)).Message);
    }

    [Fact]
    public async Task Many_threads_may_read_one_pack()
    {
        await PackAsync(WriteFormats(), new PackingOptions { Encoding = ImageEncoding.Original });
        using var pack = ImagePack.Open(_path);
        var expected = Enumerable.Range(0, pack.Count).Select(i => pack.Read(i).Pixels.ToArray()).ToArray();
        var errors = 0;

        Parallel.For(0, 200, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, i =>
        {
            if (!pack.Read(i % pack.Count).Pixels.SequenceEqual(expected[i % pack.Count]))
                Interlocked.Increment(ref errors);
        });

        Assert.Equal(0, errors);
    }

    [Fact]
    public async Task Misuse_is_refused_before_anything_is_written()
    {
        var images = new PhotoFolder(_folder).With(Readable).Images;
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => PackAsync(images, new PackingOptions { Size = 0 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => PackAsync(images, new PackingOptions { Size = 4097 }));
        await Assert.ThrowsAsync<ArgumentException>(() => PackAsync(ImageSet.OpenUnlabeled(_folder["photos"]), new PackingOptions()));
        Assert.Equal(["photos"], _folder.Names());

        await PackAsync(images, new PackingOptions { Size = 2 });
        using var pack = ImagePack.Open(_path);
        Assert.Throws<ArgumentOutOfRangeException>(() => pack.Read(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pack.Read(pack.Count));
    }

    [Fact]
    public async Task When_not_one_image_can_be_read_there_is_no_pack()
    {
        var images = new PhotoFolder(_folder).Unreadable(Unreadable).Images;

        var error = await Assert.ThrowsAsync<ImageFolderException>(() => PackAsync(images, new PackingOptions()));

        Assert.Equal("None of the 4 images can be read; the first is 'a/0.png': it is not an image of a known kind.", error.Message);
        Assert.Equal(["photos"], _folder.Names());
    }

    private ImageSet WriteFormats()
    {
        foreach (var (name, content) in PhotoFormats.All)
            _folder.Write($"photos/{name}", content);
        return ImageSet.Open(_folder["photos"]);
    }

    private static void AssertSameList(ImageSet images, ImagePack pack)
    {
        Assert.Equal(images.LabelNames, pack.LabelNames);
        Assert.Equal(images.Images.Select(image => (image.Path, image.Label)), pack.Images.Images.Select(image => (image.Path, image.Label)));
    }

    /// <summary>Changes a bit in the middle of an image.</summary>
    private void Damage(int row)
    {
        long start, end;
        using (var pack = ImagePack.Open(_path))
        {
            start = Enumerable.Range(0, row).Sum(i => Length(pack, i));
            end = start + Length(pack, row);
        }

        var bytes = File.ReadAllBytes(_path);
        bytes[4096 + ((start + end) / 2)] ^= 16;
        _folder.Write("pack.h5", bytes);

        static long Length(ImagePack pack, int row) => pack.Encoding == ImageEncoding.Raw ? pack.Read(row).Pixels.Length : pack.ReadFile(row).Length;
    }

    private Task<PackingReport> PackAsync(ImageSet images, PackingOptions options) =>
        ImagePacking.RunAsync(images, _path, options, cancellationToken: TestContext.Current.CancellationToken);

    private Task StopAsync(int doneCount, ImageSet images, PackingOptions options) =>
        Interruption.RunAsync(doneCount, (progress, token) => ImagePacking.RunAsync(images, _path, options, progress, token));

    private static async Task<ExtractionReport> ExtractAsync(ImageSet images, string path)
    {
        using var backbone = new FakeBackbone();
        return await FeatureExtraction.RunAsync(backbone, images, path, cancellationToken: TestContext.Current.CancellationToken);
    }
}
