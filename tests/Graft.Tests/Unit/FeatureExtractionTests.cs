using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class FeatureExtractionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 4)]
    [InlineData(100, 8)]
    [InlineData(1_000_000, 2)]
    public async Task Rows_labels_and_paths_stay_aligned_whatever_fails(int batchSize, int threads)
    {
        var unreadable = new HashSet<string> { "a/00.png", "a/07.png", "b/19.png", "b/05.png", "b/06.png" };
        for (var i = 0; i < 20; i++)
        {
            foreach (var (name, color) in new[] { ("a", new RgbColor(200, (byte)i, 0)), ("b", new RgbColor(10, (byte)i, 99)) })
            {
                var path = $"{name}/{i:00}.png";
                _folder.Write(path, unreadable.Contains(path) ? [1, 2, 3] : Plain(color));
            }
        }

        using var backbone = new FakeBackbone();
        var report = await FeatureExtraction.RunAsync(
            backbone, ImageSet.Open(_folder.Path), _folder["x.h5"], new ExtractionOptions { BatchSize = batchSize, Threads = threads },
            cancellationToken: TestContext.Current.CancellationToken);

        var set = FeatureFile.Read(_folder["x.h5"]);
        Assert.Equal(unreadable.Order(StringComparer.Ordinal), report.Skipped.Select(image => image.Path));
        Assert.All(report.Skipped, image => Assert.Equal("it is not an image of a known kind", image.Reason));
        Assert.Equal((35, 3, 35), (report.RowCount, report.FeatureCount, set.RowCount));
        for (var row = 0; row < set.RowCount; row++)
        {
            Assert.DoesNotContain(set.Paths[row], unreadable);
            var number = int.Parse(set.Paths[row].AsSpan(2, 2), null);
            Assert.Equal(set.Paths[row][0] == 'a' ? 0 : 1, set.Labels[row]);
            Assert.Equal(set.Labels[row] == 0 ? [200f, number, 0] : [10f, number, 99], set.Row(row).ToArray());
        }

        Assert.Equal(set.Paths.Order(StringComparer.Ordinal), set.Paths);
        Assert.All(backbone.Batches.SkipLast(1), size => Assert.Equal(batchSize, size));
    }

    [Fact]
    public async Task Progress_comes_in_order_and_ends_with_everything()
    {
        for (var i = 0; i < 25; i++)
            _folder.Write($"a/{i}.png", i == 3 ? [] : Plain(RgbColor.White));
        var progress = new List<ExtractionProgress>();
        using var backbone = new FakeBackbone();

        await FeatureExtraction.RunAsync(
            backbone, ImageSet.Open(_folder.Path), _folder["x.h5"], progress: new Collector(progress),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(progress.OrderBy(item => item.DoneCount), progress);
        Assert.Equal(new ExtractionProgress(25, 25, 1), progress[^1]);
    }

    [Fact]
    public async Task Cancelling_stops_and_leaves_nothing()
    {
        for (var i = 0; i < 200; i++)
            _folder.Write($"images/a/{i}.png", Plain(RgbColor.White));
        using var cancellation = new CancellationTokenSource();
        using var backbone = new FakeBackbone(() => cancellation.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FeatureExtraction.RunAsync(
            backbone, ImageSet.Open(_folder["images"]), _folder["x.h5"], cancellationToken: cancellation.Token));

        Assert.Equal(["images"], _folder.Names());
        Assert.InRange(backbone.Batches.Count, 1, 4);
    }

    [Fact]
    public async Task A_backbone_that_fails_stops_everything_and_leaves_nothing()
    {
        for (var i = 0; i < 50; i++)
            _folder.Write($"images/a/{i}.png", Plain(RgbColor.White));
        using var backbone = new FakeBackbone(() => throw new BackboneException("out of order"));

        var error = await Assert.ThrowsAsync<BackboneException>(() => FeatureExtraction.RunAsync(
            backbone, ImageSet.Open(_folder["images"]), _folder["x.h5"], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("out of order", error.Message);
        Assert.Equal(["images"], _folder.Names());
    }

    [Fact]
    public async Task When_nothing_can_be_read_there_is_no_file_and_the_first_reason_is_told()
    {
        _folder.Write("images/a/1.png", []);
        _folder.Write("images/a/2.png", [1]);
        using var backbone = new FakeBackbone();

        var error = await Assert.ThrowsAsync<ImageFolderException>(() => FeatureExtraction.RunAsync(
            backbone, ImageSet.Open(_folder["images"]), _folder["x.h5"], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("None of the 2 images can be read; the first is 'a/1.png': the file is empty.", error.Message);
        Assert.Equal(["images"], _folder.Names());
    }

    private static byte[] Plain(RgbColor color)
    {
        using var image = NetVips.Image.NewFromMemoryCopy<byte>(
            [.. Enumerable.Range(0, 64).SelectMany(_ => new[] { color.Red, color.Green, color.Blue })], 8, 8, 3, NetVips.Enums.BandFormat.Uchar);
        return image.WriteToBuffer(".png");
    }

    private sealed class Collector(List<ExtractionProgress> into) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value) => into.Add(value);
    }
}
