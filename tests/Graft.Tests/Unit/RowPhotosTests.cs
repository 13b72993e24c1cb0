using Graft.Hdf5;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class RowPhotosTests : IDisposable
{
    private static readonly string[] Photos = ["daisy/1.png", "daisy/2.png", "iris/1.png"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Features_say_where_their_photos_are_as_seen_from_their_folder()
    {
        var photos = new PhotoFolder(_folder, "data/photos").With(Photos);
        await ExtractAsync(photos.Images, _folder["features/f.h5"]);

        Assert.Equal("../data/photos", StoredSource(_folder["features/f.h5"]));
        using (var file = FeatureFile.Open(_folder["features/f.h5"]))
            Assert.Equal(photos.Path, file.ImageSource);
        // Both together may move.
        Directory.Move(_folder["data"], _folder["moved/data"]);
        Directory.Move(_folder["features"], _folder["moved/features"]);
        using var moved = FeatureFile.Open(_folder["moved/features/f.h5"]);
        AssertShowsAll(moved, null);
    }

    [Fact]
    public async Task Photos_of_a_folder_a_list_and_packs_are_found()
    {
        var photos = new PhotoFolder(_folder).With(Photos);
        var list = _folder.Write("lists/list.csv", "path,label\n" + string.Concat(Photos.Select(path => $"../photos/{path},{path.Split('/')[0]}\n")));
        await ImagePacking.RunAsync(photos.Images, _folder["pixels.h5"], new PackingOptions(), cancellationToken: TestContext.Current.CancellationToken);
        await ImagePacking.RunAsync(photos.Images, _folder["files.h5"], new PackingOptions { Encoding = ImageEncoding.Original }, cancellationToken: TestContext.Current.CancellationToken);
        using var pixels = ImagePack.Open(_folder["pixels.h5"]);
        using var files = ImagePack.Open(_folder["files.h5"]);
        foreach (var (images, name) in new[] { (photos.Images, "a.h5"), (ImageSet.Open(list), "b.h5"), (pixels.Images, "c.h5"), (files.Images, "d.h5") })
        {
            await ExtractAsync(images, _folder[name]);
            using var file = FeatureFile.Open(_folder[name]);
            AssertShowsAll(file, null);
        }

        Assert.Equal("lists/list.csv", StoredSource(_folder["b.h5"]));
        Assert.Equal("pixels.h5", StoredSource(_folder["c.h5"]));
        using var ofPixels = FeatureFile.Open(_folder["c.h5"]);
        using var source = RowPhotos.Open(ofPixels, null);
        Assert.Contains("the pack holds its pixels, not the file", Assert.Throws<ImageReadException>(() => source.ReadFile(0)).Message);
    }

    [Fact]
    public async Task A_converted_file_knows_them_too()
    {
        await ExtractAsync(new PhotoFolder(_folder).With(Photos).Images, _folder["f.h5"]);
        foreach (var (name, options) in new[] { ("deep/down/plain.h5", new ConversionOptions()), ("deep/chunked.h5", new ConversionOptions { GzipLevel = 1 }) })
        {
            await FeatureConversion.RunAsync(_folder["f.h5"], _folder[name], ConversionFormat.Hdf5, options, cancellationToken: TestContext.Current.CancellationToken);
            using var file = FeatureFile.Open(_folder[name]);
            AssertShowsAll(file, null);
        }

        Assert.Equal("../../photos", StoredSource(_folder["deep/down/plain.h5"]));
    }

    [Fact]
    public async Task Rows_of_several_files_have_each_their_own_photos()
    {
        var (first, second) = (new PhotoFolder(_folder, "one").With("daisy/1.png", "iris/1.png"), new PhotoFolder(_folder, "two").With("daisy/9.png", "iris/8.png"));
        await ExtractAsync(first.Images, _folder["a.h5"]);
        await ExtractAsync(second.Images, _folder["b.h5"]);
        using var a = FeatureFile.Open(_folder["a.h5"]);
        using var b = FeatureFile.Open(_folder["b.h5"]);

        var joined = FeatureRows.Join(a, b);
        AssertShowsAll(joined, null);
        AssertShowsAll(joined.Select([3, 0, 2]), null);
        Assert.Equal(b.Path, joined.Select([3, 0]).FileOf(0)!.Path);
        Assert.Null(TestFeatures.Set(1, 2, ["a", "b"]).FileOf(0));
    }

    [Fact]
    public async Task Photos_that_are_elsewhere_now_can_be_named_and_else_are_missed_one_by_one()
    {
        await ExtractAsync(new PhotoFolder(_folder).With(Photos).Images, _folder["f.h5"]);
        Directory.Move(_folder["photos"], _folder["elsewhere"]);
        using var file = FeatureFile.Open(_folder["f.h5"]);

        AssertShowsAll(file, _folder["elsewhere"]);
        AssertShowsAll(file, _folder["elsewhere"] + "/");
        using (var lost = RowPhotos.Open(file, null))
            Assert.Contains($"There is no folder or file '{_folder["photos"]}'", Assert.Throws<ImageReadException>(() => lost.Read(0)).Message);
        Assert.Throws<ImageFolderException>(() => RowPhotos.Open(file, _folder["nowhere"]));
        File.Delete(_folder["elsewhere/iris/1.png"]);
        using var some = RowPhotos.Open(file, _folder["elsewhere"]);
        Assert.Throws<ImageReadException>(() => some.Read(2));
        Assert.Equal(8, some.Read(0).Width);
    }

    [Theory]
    [InlineData("../secret.png", "is outside of")]
    [InlineData("daisy/../../secret.png", "is outside of")]
    [InlineData("/etc/hostname", "is outside of")]
    [InlineData("", "is outside of")]
    [InlineData(".", "is outside of")]
    [InlineData("../photos-of-others/secret.png", "is outside of")]
    [InlineData("a\0b.png", "no path")]
    public void A_path_that_leaves_the_folder_shows_nothing(string path, string reason)
    {
        new PhotoFolder(_folder).With(Photos);
        _folder.Write("secret.png", File.ReadAllBytes(_folder["photos/daisy/1.png"]));
        _folder.Write("photos-of-others/secret.png", File.ReadAllBytes(_folder["photos/daisy/1.png"]));
        using var photos = RowPhotos.Open(new FeatureSet([1], [0], ["daisy"], [path], null), _folder["photos"]);

        Assert.Contains(reason, Assert.Throws<ImageReadException>(() => photos.Read(0)).Message);
        Assert.Contains(reason, Assert.Throws<ImageReadException>(() => photos.ReadFile(0)).Message);
    }

    [Fact]
    public void Files_that_say_nothing_or_nonsense_are_read_all_the_same()
    {
        foreach (var (source, isKnown) in new (string?, bool)[]
        {
            (null, false), ("", false), (new string('x', 1 << 20), false), ("../../../../../../../../..", true), ("photos\n\u001b[31m", true), ("/", true),
        })
        {
            var path = _folder["f.h5"];
            using (var writer = Hdf5RowWriter.Create(path, TestFeatures.Options(2, "a") with { ImageSource = source }))
            {
                writer.Add([1f, 2f], [0], ["no-such-photo.jpg"]);
                writer.Complete();
            }

            using var file = FeatureFile.Open(path);
            Assert.Equal(isKnown, file.ImageSource is not null);
            using var photos = RowPhotos.Open(file, null);
            Assert.Throws<ImageReadException>(() => photos.Read(0));
            Assert.Equal([1f, 2f], file.ReadRows(0, 1).Row(0).ToArray());
            File.Delete(path);
        }

        Assert.Null(RowPhotos.SourceOf(_folder["f.h5"], "a\0b"));
        Assert.Equal("the features do not say where their photos are", Reason(TestFeatures.Set(1, 2, ["a", "b"])));
    }

    [Fact]
    public async Task Adding_photos_and_going_on_work_though_the_photos_have_moved()
    {
        var photos = new PhotoFolder(_folder).With(Photos);
        await ExtractAsync(photos.Images, _folder["f.h5"]);
        Directory.Move(photos.Path, _folder["elsewhere"]);
        await ExtractAsync(new PhotoFolder(_folder, "elsewhere").With("iris/2.png").Images, _folder["f.h5"], append: true);

        Assert.Equal("elsewhere", StoredSource(_folder["f.h5"]));
        using (var file = FeatureFile.Open(_folder["f.h5"]))
        {
            Assert.Equal(4, file.RowCount);
            AssertShowsAll(file, null);
        }

        // A run that is cut off in one place, and goes on when the photos are in another.
        var many = new PhotoFolder(_folder, "many").With(Enumerable.Range(0, 12).Select(i => $"daisy/{i:00}.png").Append("iris/1.png"));
        await Interruption.RunAsync(6, (progress, token) => FeatureExtraction.RunAsync(
            new FakeBackbone(), many.Images, _folder["g.h5"], new ExtractionOptions { BatchSize = 2, CommitInterval = TimeSpan.Zero }, progress, token));
        Directory.Move(many.Path, _folder["there"]);
        var report = await FeatureExtraction.RunAsync(new FakeBackbone(), new PhotoFolder(_folder, "there").Images, _folder["g.h5"], new ExtractionOptions { BatchSize = 2 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.EarlierRowCount > 0, "it began anew");
        using var resumed = FeatureFile.Open(_folder["g.h5"]);
        AssertShowsAll(resumed, null);
    }

    private static string Reason(IFeatureRows rows)
    {
        using var photos = RowPhotos.Open(rows, null);
        var message = Assert.Throws<ImageReadException>(() => photos.Read(0)).Message;
        return message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.');
    }

    /// <summary>Every row's picture has the colour that its path decides.</summary>
    private static void AssertShowsAll(IFeatureRows rows, string? images)
    {
        using var photos = RowPhotos.Open(rows, images);
        for (var row = 0; row < rows.RowCount; row++)
        {
            var pixels = photos.Read(row).Pixels;
            var path = rows.Paths[row].StartsWith("../photos/", StringComparison.Ordinal) ? rows.Paths[row]["../photos/".Length..] : rows.Paths[row];
            Assert.Equal(PhotoFolder.Features(path), new float[] { pixels[0], pixels[1], pixels[2] });
        }
    }

    private static Task<ExtractionReport> ExtractAsync(ImageSet images, string path, bool append = false) =>
        FeatureExtraction.RunAsync(new FakeBackbone(), images, path, new ExtractionOptions { BatchSize = 2, Append = append }, cancellationToken: TestContext.Current.CancellationToken);

    private static string StoredSource(string path)
    {
        using var file = Hdf5File.Open(path);
        return file.Root.Attribute("image_source")!.Texts()[0];
    }
}
