using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>A run that was stopped goes on where it was, and makes the file that it would have made at once.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly string[] Readable = ["a/00.png", "a/02.png", "a/03.png", "b/00.png", "b/01.png", "b/장미 🌹.png", "c/00.png", "c/03.png"];
    private static readonly string[] Unreadable = ["a/01.png", "b/02.png", "b/03.png", "c/01.png", "c/02.png"];

    private readonly TempFolder _folder = new();
    private readonly PhotoFolder _photos;
    private readonly string _path;
    private readonly string _partial;

    public ResumeTests()
    {
        _photos = new PhotoFolder(_folder);
        _path = _folder["x.h5"];
        _partial = _path + ".partial";
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task A_run_stopped_anywhere_and_started_again_makes_the_file_of_an_unbroken_one(int batchSize)
    {
        _photos.With(Readable).Unreadable(Unreadable).Unreadable("a/0.png", "c/9.png");
        var (images, options) = (_photos.Images, new ExtractionOptions { BatchSize = batchSize });
        var unbroken = await ExtractAsync(images, _folder["unbroken.h5"], options);
        for (var stop = 1; stop <= images.Images.Length; stop++)
        {
            await StopAsync(stop, images, options);
            var kept = PartialRows();
            var report = await ExtractAsync(images, _path, options);

            Assert.InRange(kept, 1, Readable.Length);
            Assert.Equal((unbroken.RowCount, kept), (report.RowCount, report.EarlierRowCount));
            Assert.Equal(unbroken.Skipped, report.Skipped);
            Unstamped.Same(_folder["unbroken.h5"], _path);
            PhotoFolder.AssertAligned(_path, Readable);
            Assert.Equal(["photos", "unbroken.h5", "x.h5"], _folder.Names());
            File.Delete(_path);
        }
    }

    [Fact]
    public async Task A_run_may_be_stopped_again_and_again()
    {
        _photos.With(Readable).Unreadable(Unreadable);
        var (images, options) = (_photos.Images, new ExtractionOptions { BatchSize = 1 });
        await ExtractAsync(images, _folder["unbroken.h5"], options);
        for (var rows = 1; rows <= Readable.Length; rows++)
        {
            var done = Array.FindIndex([.. images.Images], image => image.Path == Readable[rows - 1]) + 1;
            await StopAsync(done, images, options);
            Assert.Equal(rows, PartialRows());
        }

        await ExtractAsync(images, _path, options);

        Unstamped.Same(_folder["unbroken.h5"], _path);
    }

    [Fact]
    public async Task Progress_says_at_once_how_much_was_done_before()
    {
        _photos.With(Readable).Unreadable(Unreadable);
        await StopAsync(6, _photos.Images, new ExtractionOptions { BatchSize = 1 });

        using var progress = new Interruption(int.MaxValue);
        using var backbone = new FakeBackbone();
        await FeatureExtraction.RunAsync(backbone, _photos.Images, _path, progress: progress, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(new ExtractionProgress(6, 13, 1) { ResumedCount = 6 }, progress.Reports[0]);
        Assert.Equal(new ExtractionProgress(13, 13, 5) { ResumedCount = 6 }, progress.Reports[^1]);
        // Not one image was looked at twice.
        Assert.Equal(3, backbone.Batches.Sum());
    }

    [Fact]
    public async Task A_token_that_is_cancelled_at_any_moment_keeps_what_is_done()
    {
        _photos.With(Enumerable.Range(0, 40).Select(i => $"a/{i:00}.png"));
        var images = _photos.Images;
        await ExtractAsync(images, _folder["unbroken.h5"]);
        using var cancellation = new CancellationTokenSource();
        var calls = 0;
        using var backbone = new FakeBackbone(() =>
        {
            if (++calls == 5)
                cancellation.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FeatureExtraction.RunAsync(
            backbone, images, _path, new ExtractionOptions { BatchSize = 2 }, cancellationToken: cancellation.Token));
        await ExtractAsync(images, _path);

        Unstamped.Same(_folder["unbroken.h5"], _path);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_never_comes_does_not_keep_a_run_from_being_stopped(bool isPack)
    {
        _photos.With(Readable);
        Oracle.Tool("mkfifo", _folder["photos/d/1.png"]);
        var milestone = new Milestone(Readable.Length);
        using var cancellation = new CancellationTokenSource();
        using var backbone = new FakeBackbone();

        Task run = isPack
            ? ImagePacking.RunAsync(_photos.Images, _path, new PackingOptions { Size = 4 }, milestone, cancellation.Token)
            : FeatureExtraction.RunAsync(backbone, _photos.Images, _path, new ExtractionOptions { BatchSize = 1 }, milestone, cancellation.Token);
        await milestone.Reached;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal(Readable.Length, Hdf5Tree.Read(_partial).Children.Single(node => node.Name == "labels").Shape[0]);
        // Lets the thread go that waits for somebody to write there.
        await using var writer = File.Open(_folder["photos/d/1.png"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    }

    [Fact]
    public async Task What_was_done_before_the_network_failed_is_kept()
    {
        _photos.With(Readable);
        await ExtractAsync(_photos.Images, _folder["unbroken.h5"]);
        var calls = 0;
        using var failing = new FakeBackbone(() =>
        {
            if (++calls == 4)
                throw new BackboneException("out of order");
        });

        var error = await Assert.ThrowsAsync<BackboneException>(() => FeatureExtraction.RunAsync(
            failing, _photos.Images, _path, new ExtractionOptions { BatchSize = 2 }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("out of order", error.Message);
        Assert.Equal(6, PartialRows());
        await ExtractAsync(_photos.Images, _path);
        Unstamped.Same(_folder["unbroken.h5"], _path);
    }

    [Fact]
    public async Task A_file_of_an_earlier_time_stays_until_the_new_one_is_whole()
    {
        _photos.With(Readable);
        await ExtractAsync(_photos.Images, _path);
        var before = await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken);
        _photos.With("b/new.png");

        await StopAsync(3, _photos.Images, new ExtractionOptions { BatchSize = 1 });

        Assert.Equal(before, await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
        await ExtractAsync(_photos.Images, _path);
        PhotoFolder.AssertAligned(_path, Readable.Append("b/new.png").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_unfinished_file_is_valid_and_says_what_it_is()
    {
        _photos.With(Readable).Unreadable(Unreadable);
        await StopAsync(6, _photos.Images, new ExtractionOptions { BatchSize = 1 });

        var tree = Hdf5Tree.Read(_partial);

        Assert.Equal([5L, 3], tree.Children.Single(node => node.Name == "features").Shape);
        Assert.Equal("1", tree.Attributes.Single(attribute => attribute.Key == "unfinished").Value);
        Assert.Equal("\"a/00.png\", \"a/02.png\", \"a/03.png\", ...", tree.Children.Single(node => node.Name == "paths").FirstValues);
        Assert.Equal(
            $"'{_partial}' is unfinished; run the command that was making it again, and it goes on where it stopped.",
            Assert.Throws<FeatureFileException>(() => FeatureFile.Open(_partial)).Message);
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "backbone", "backbone 'fake' in it, 'other' now" },
        { "weights", "backbone 'fake' with weights ffffffffffff in it, 000000000000 now" },
        { "layer", "layer 'mean' in it, 'other' now" },
        { "preprocessing", "preprocessing resizeMode 'squash' in it, 'crop' now" },
        { "image added", "of the images, 'b/00a.png' is new (--append adds new images)" },
        { "images added", "of the images, 'a/00a.png' and 2 others are new (--append adds new images)" },
        { "image removed", "of the images, 'c/03.png' is gone or in another class" },
        { "image of the past removed", "of the images, 'a/00.png' is gone or in another class" },
        { "image renamed", "of the images, 'a/0.png' is new, 'a/00.png' is gone or in another class" },
        { "class renamed", "of the images, 'd/00.png' and 'd/03.png' are new, 'c/00.png' and 'c/03.png' are gone or in another class" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_run_of_other_rows_is_refused_and_the_unfinished_file_untouched(string change, string difference)
    {
        _photos.With(Readable);
        await StopAsync(4, _photos.Images, new ExtractionOptions { BatchSize = 1 });
        var before = await File.ReadAllBytesAsync(_partial, TestContext.Current.CancellationToken);

        using var backbone = Other(change);
        var error = await Assert.ThrowsAsync<OutputException>(() => FeatureExtraction.RunAsync(
            backbone, Changed(change).Images, _path, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(
            $"'{_partial}' of an interrupted run does not go with this one: {difference}. Run that one's command again, or remove the file to start over.",
            error.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(_partial, TestContext.Current.CancellationToken));
        Assert.Equal(["photos", "x.h5.partial"], _folder.Names());
    }

    [Fact]
    public async Task Images_in_another_order_or_of_another_class_are_refused()
    {
        _photos.With("a/1.png", "a/2.png", "b/1.png");
        var list = _folder.Write("photos/list.csv", "path,label\na/1.png,a\na/2.png,a\nb/1.png,b\n");
        await StopAsync(2, ImageSet.Open(list), new ExtractionOptions { BatchSize = 1 });

        _folder.Write("photos/list.csv", "path,label\na/1.png,a\nb/1.png,b\na/2.png,a\n");
        Assert.Contains(": the images come in another order.", await RefusalAsync(ImageSet.Open(list)));

        _folder.Write("photos/list.csv", "path,label\na/1.png,a\na/2.png,b\nb/1.png,b\n");
        Assert.Contains(": of the images, 'a/2.png' is new, 'a/2.png' is gone or in another class.", await RefusalAsync(ImageSet.Open(list)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Photos_and_a_pack_of_their_pixels_are_not_mixed(bool packFirst)
    {
        _photos.With(Readable);
        await ImagePacking.RunAsync(_photos.Images, _folder["pack.h5"], new PackingOptions { Size = 4 }, cancellationToken: TestContext.Current.CancellationToken);
        using var pack = ImagePack.Open(_folder["pack.h5"]);

        await StopAsync(3, packFirst ? pack.Images : _photos.Images, new ExtractionOptions { BatchSize = 1 });

        Assert.Contains($": source_packing {(packFirst ? "'4 x 4 {" : "not set in it, '4 x 4 {")}", await RefusalAsync(packFirst ? _photos.Images : pack.Images));
    }

    [Fact]
    public async Task A_file_that_lacks_only_its_name_gets_it()
    {
        _photos.With(Readable).Unreadable(Unreadable);
        await ExtractAsync(_photos.Images, _path);
        var whole = await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken);
        File.Move(_path, _partial);

        using var backbone = new FakeBackbone();
        var report = await FeatureExtraction.RunAsync(backbone, _photos.Images, _path, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(whole, await File.ReadAllBytesAsync(_path, TestContext.Current.CancellationToken));
        Assert.Equal(["photos", "x.h5"], _folder.Names());
        Assert.Empty(backbone.Batches);
        Assert.Equal((Readable.Length, Readable.Length), (report.RowCount, report.EarlierRowCount));
        Assert.Equal(Unreadable, report.Skipped.Select(skipped => skipped.Path));
    }

    [Theory]
    [InlineData("backbone", "backbone 'fake' in it, 'other' now")]
    [InlineData("image added", "it is finished but for its name, and was made of other images")]
    [InlineData("image removed", "it is finished but for its name, and was made of other images")]
    [InlineData("class renamed", "it is finished but for its name, and was made of other images")]
    public async Task A_file_that_lacks_only_its_name_does_not_get_it_for_other_rows(string change, string difference)
    {
        _photos.With(Readable);
        await ExtractAsync(_photos.Images, _path);
        File.Move(_path, _partial);
        var before = await File.ReadAllBytesAsync(_partial, TestContext.Current.CancellationToken);

        using var backbone = Other(change);
        var error = await Assert.ThrowsAsync<OutputException>(() => FeatureExtraction.RunAsync(
            backbone, Changed(change).Images, _path, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains($"does not go with this one: {difference}.", error.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(_partial, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public async Task A_file_that_a_crash_left_empty_or_as_zeros_is_begun_anew(int length)
    {
        _photos.With(Readable);
        await ExtractAsync(_photos.Images, _folder["unbroken.h5"]);
        _folder.Write("x.h5.partial", new byte[length]);

        var report = await ExtractAsync(_photos.Images, _path);

        Assert.Equal(0, report.EarlierRowCount);
        Unstamped.Same(_folder["unbroken.h5"], _path);
    }

    [Fact]
    public async Task An_unfinished_file_that_is_damaged_is_refused_with_what_to_do()
    {
        _photos.With(Readable);
        await StopAsync(4, _photos.Images, new ExtractionOptions { BatchSize = 1 });
        var whole = await File.ReadAllBytesAsync(_partial, TestContext.Current.CancellationToken);
        var root = whole.AsSpan().IndexOf("OHDR"u8);
        var latest = whole.AsSpan().LastIndexOf("unfinished"u8);
        foreach (var damage in new Action<byte[]>[] { bytes => bytes[9] ^= bytes[2057] ^= 1, bytes => bytes[root + 12] ^= 1, bytes => bytes[latest + 3] ^= 2 })
        {
            var damaged = (byte[])whole.Clone();
            damage(damaged);
            // The older of two places for metadata may be damaged without harm: nothing leads there any more.
            if (Record.Exception(() => Hdf5Tree.Read(_folder.Write("copy.h5", damaged))) is null)
                continue;
            await RefusedAsDamagedAsync(damaged);
        }

        await RefusedAsDamagedAsync(whole[..(whole.Length / 2)]);
        await RefusedAsDamagedAsync("no HDF5, but notes that someone keeps under this name, of more than forty-eight bytes"u8.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(20)]
    [InlineData(47)]
    public async Task A_superblock_that_was_written_in_part_is_taken_from_its_copy(int place)
    {
        _photos.With(Readable);
        await ExtractAsync(_photos.Images, _folder["unbroken.h5"]);
        await StopAsync(4, _photos.Images, new ExtractionOptions { BatchSize = 1 });
        var damaged = await File.ReadAllBytesAsync(_partial, TestContext.Current.CancellationToken);
        damaged[place] ^= 1;
        _folder.Write("x.h5.partial", damaged);

        var report = await ExtractAsync(_photos.Images, _path);

        Assert.Equal(4, report.EarlierRowCount);
        Unstamped.Same(_folder["unbroken.h5"], _path);
    }

    [Fact]
    public async Task A_second_run_to_the_same_file_is_refused_while_the_first_goes_on()
    {
        _photos.With(Readable);
        var second = "";
        using var backbone = new FakeBackbone(() =>
        {
            if (second.Length == 0)
                second = RefusalAsync(_photos.Images).GetAwaiter().GetResult();
        });

        await FeatureExtraction.RunAsync(backbone, _photos.Images, _path, cancellationToken: TestContext.Current.CancellationToken);

        Assert.StartsWith($"Cannot write '{_path}': another process is writing it.", second);
        PhotoFolder.AssertAligned(_path, Readable);
    }

    [Fact]
    public async Task After_a_refusal_the_first_command_still_goes_on()
    {
        _photos.With(Readable);
        await ExtractAsync(_photos.Images, _folder["unbroken.h5"]);
        await StopAsync(4, _photos.Images, new ExtractionOptions { BatchSize = 1 });
        using var other = Other("layer");
        await Assert.ThrowsAsync<OutputException>(() => FeatureExtraction.RunAsync(
            other, _photos.Images, _path, cancellationToken: TestContext.Current.CancellationToken));

        var report = await ExtractAsync(_photos.Images, _path);

        Assert.Equal(4, report.EarlierRowCount);
        Unstamped.Same(_folder["unbroken.h5"], _path);
    }

    private async Task RefusedAsDamagedAsync(byte[] partial)
    {
        _folder.Write("x.h5.partial", partial);

        var message = await RefusalAsync(_photos.Images);

        Assert.StartsWith("The file of an interrupted run cannot be continued: ", message);
        Assert.EndsWith($". Remove '{_partial}' to start over.", message);
        Assert.Equal(partial, await File.ReadAllBytesAsync(_partial, TestContext.Current.CancellationToken));
    }

    private async Task<string> RefusalAsync(ImageSet images)
    {
        using var backbone = new FakeBackbone();
        return (await Assert.ThrowsAsync<OutputException>(() => FeatureExtraction.RunAsync(
            backbone, images, _path, cancellationToken: TestContext.Current.CancellationToken))).Message;
    }

    private static async Task<ExtractionReport> ExtractAsync(ImageSet images, string path, ExtractionOptions? options = null)
    {
        using var backbone = new FakeBackbone();
        return await FeatureExtraction.RunAsync(backbone, images, path, options, cancellationToken: TestContext.Current.CancellationToken);
    }

    private Task StopAsync(int doneCount, ImageSet images, ExtractionOptions options) => Interruption.RunAsync(doneCount, async (progress, token) =>
    {
        using var backbone = new FakeBackbone();
        await FeatureExtraction.RunAsync(backbone, images, _path, options, progress, token);
    });

    private int PartialRows() => (int)Hdf5Tree.Read(_partial).Children.Single(node => node.Name == "features").Shape[0];

    private static FakeBackbone Other(string change)
    {
        var known = new FakeBackbone();
        return change switch
        {
            "backbone" => new FakeBackbone { Identity = known.Identity with { Name = "other", Sha256 = new string('0', 64) } },
            "weights" => new FakeBackbone { Identity = known.Identity with { Sha256 = new string('0', 64) } },
            "layer" => new FakeBackbone { Identity = known.Identity with { Layer = "other" } },
            "preprocessing" => new FakeBackbone { Preprocessing = known.Preprocessing with { ResizeMode = ResizeMode.Crop } },
            _ => known,
        };
    }

    private PhotoFolder Changed(string change) => change switch
    {
        "image added" => _photos.With("b/00a.png"),
        "images added" => _photos.With("c/00a.png", "b/00a.png", "a/00a.png"),
        "image removed" => _photos.Without("c/03.png"),
        "image of the past removed" => _photos.Without("a/00.png"),
        "image renamed" => _photos.Without("a/00.png").With("a/0.png"),
        "class renamed" => _photos.Without("c/00.png").Without("c/03.png").With("d/00.png", "d/03.png"),
        _ => _photos,
    };
}
