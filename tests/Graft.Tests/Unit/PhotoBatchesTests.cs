using System.Collections.Immutable;
using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class PhotoBatchesTests : IDisposable
{
    private static readonly Preprocessing Preprocessing = new() { Width = 10, Height = 8, ResizeMode = ResizeMode.Crop, Divisor = 255 };

    private static readonly AugmentationOptions Options = new() { MinimumArea = 0.3, FlipHorizontal = true, Rotation = 20, Brightness = 0.3, Hue = 0.1 };

    private readonly TempFolder _folder = new();
    private readonly ImageSet _photos;

    public PhotoBatchesTests()
    {
        for (var i = 0; i < 23; i++)
            _folder.Write($"photos/{(i % 2 == 0 ? "a" : "b")}/{i}.png", TestImages.Png(20 + i, 30 - i, seed: i));
        _photos = ImageSet.Open(_folder["photos"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_photo_has_the_same_tensor_for_any_threads_batch_size_and_order()
    {
        var expected = await TensorsAsync(_photos.Images, threads: 1, batchSize: 1);
        foreach (var threads in new[] { 1, 2, 7 })
        {
            foreach (var batchSize in new[] { 1, 3, 23, 24, 100 })
            {
                var images = threads == 2 ? [.. _photos.Images.Reverse()] : _photos.Images;
                var tensors = await TensorsAsync(images, threads, batchSize);
                Assert.Equal(expected.Keys.Order(), tensors.Keys.Order());
                Assert.All(tensors, pair => Assert.Equal(expected[pair.Key], pair.Value));
            }
        }
    }

    [Fact]
    public async Task Tensors_are_the_augmenters_for_the_seed_of_seed_epoch_and_path()
    {
        var tensors = await TensorsAsync(_photos.Images, threads: 2, batchSize: 4);
        var expected = new float[Preprocessing.TensorLength];
        foreach (var image in _photos.Images)
        {
            new Augmenter(Options, Preprocessing).Apply(ImageReader.Read(image.FullPath), AugmentationSeed.Of(42, 3, image.Path), expected);
            Assert.Equal(expected, tensors[image.Path]);
        }
    }

    [Fact]
    public async Task Batches_follow_each_other_and_only_the_last_is_short()
    {
        var batches = new List<(int, int)>();
        await foreach (var batch in Batches(2).RunAsync(_photos.Images, 5, 1, 1, TestContext.Current.CancellationToken))
            batches.Add((batch.First, batch.Count));
        Assert.Equal([(0, 5), (5, 5), (10, 5), (15, 5), (20, 3)], batches);
    }

    [Fact]
    public async Task Another_seed_epoch_or_path_varies_photos_otherwise()
    {
        var one = await TensorsAsync(_photos.Images, 2, 4);
        var seeds = await TensorsAsync(_photos.Images, 2, 4, seed: 43);
        var epochs = await TensorsAsync(_photos.Images, 2, 4, epoch: 4);
        var paths = await TensorsAsync([.. _photos.Images.Select(image => image with { Path = image.Path + "!" })], 2, 4);
        foreach (var image in _photos.Images)
        {
            Assert.NotEqual(one[image.Path], seeds[image.Path]);
            Assert.NotEqual(one[image.Path], epochs[image.Path]);
            Assert.NotEqual(one[image.Path], paths[image.Path + "!"]);
        }
    }

    [Fact]
    public void The_seed_of_a_photo_is_XXH3_of_its_path_with_seed_and_epoch_for_a_seed()
    {
        // Written down, so that a run that is gone on with sees what it saw before. By the reference implementation, xxhsum -H3, of the empty
        // text: 2D06800538D394C2.
        Assert.Equal(0x2D06800538D394C2UL, AugmentationSeed.Of(0, 0, ""));
        Assert.Distinct(from seed in new[] { -1, 0, 1 } from epoch in Enumerable.Range(0, 50) from path in new[] { "a/1.jpg", "a/2.jpg", "b/장미.jpg" } select AugmentationSeed.Of(seed, epoch, path));
    }

    [Theory]
    [InlineData(ImageEncoding.Original)]
    [InlineData(ImageEncoding.Raw)]
    public async Task A_pack_gives_what_its_photos_give(ImageEncoding encoding)
    {
        await ImagePacking.RunAsync(_photos, _folder["pack.h5"], new PackingOptions { Encoding = encoding, Size = 24 }, cancellationToken: TestContext.Current.CancellationToken);
        using var pack = ImagePack.Open(_folder["pack.h5"]);
        var tensors = await TensorsAsync(pack.Images.Images, 2, 4, content: pack);
        var expected = new float[Preprocessing.TensorLength];
        for (var i = 0; i < pack.Count; i++)
        {
            new Augmenter(Options, Preprocessing).Apply(pack.Read(i), AugmentationSeed.Of(42, 3, pack.Paths[i]), expected);
            Assert.Equal(expected, tensors[pack.Paths[i]]);
        }

        if (encoding == ImageEncoding.Original)
            Assert.Equal(await TensorsAsync(_photos.Images, 1, 9), tensors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_photo_that_is_gone_is_an_error_with_its_path(int threads)
    {
        var gone = _photos.Images[13];
        File.Delete(gone.FullPath);
        var batches = 0;
        var error = await Assert.ThrowsAsync<ImageReadException>(async () =>
        {
            await foreach (var _ in Batches(threads).RunAsync(_photos.Images, 5, 1, 1, TestContext.Current.CancellationToken))
                batches++;
        });
        Assert.Equal($"Cannot read image '{gone.FullPath}': there is no such file.", error.Message);
        Assert.Equal(2, batches);
    }

    [Fact]
    public async Task Cancelling_ends_it_between_batches_and_while_it_waits()
    {
        using var cancellation = new CancellationTokenSource();
        var batches = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Batches(2).RunAsync(_photos.Images, 4, 1, 1, cancellation.Token))
            {
                if (++batches == 2)
                    await cancellation.CancelAsync();
            }
        });
        Assert.Equal(2, batches);
    }

    [Fact]
    public async Task The_caller_may_stop_early_and_begin_again()
    {
        var batches = Batches(3);
        await foreach (var _ in batches.RunAsync(_photos.Images, 4, 1, 1, TestContext.Current.CancellationToken))
            break;
        var count = 0;
        await foreach (var batch in batches.RunAsync(_photos.Images, 4, 1, 1, TestContext.Current.CancellationToken))
            count += batch.Count;
        Assert.Equal(23, count);
    }

    [Fact]
    public async Task No_photos_are_no_batches()
    {
        await foreach (var _ in Batches(2).RunAsync([], 4, 1, 1, TestContext.Current.CancellationToken))
            Assert.Fail("There is nothing to give.");
    }

    private PhotoBatches Batches(int threads, IImageContent? content = null) => new(content ?? _photos.Content, Preprocessing, Options, threads);

    private async Task<Dictionary<string, float[]>> TensorsAsync(
        ImmutableArray<ImageFile> images, int threads, int batchSize, int seed = 42, int epoch = 3, IImageContent? content = null)
    {
        var tensors = new Dictionary<string, float[]>();
        await foreach (var batch in Batches(threads, content).RunAsync(images, batchSize, seed, epoch, TestContext.Current.CancellationToken))
        {
            // Longer than it takes to fill the next, which must not be the same array.
            await Task.Delay(batchSize == 3 ? 2 : 0, TestContext.Current.CancellationToken);
            for (var i = 0; i < batch.Count; i++)
                tensors.Add(images[batch.First + i].Path, batch.Tensors.AsSpan(i * Preprocessing.TensorLength, Preprocessing.TensorLength).ToArray());
        }

        return tensors;
    }
}
