using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Graft;

/// <summary>
/// Images in, feature rows out, in order: decoding on worker threads, the network and the consumer each at their own pace
/// with bounded queues between. Batches are made of the readable images in their order, so that results depend neither
/// on thread count nor on timing.
/// </summary>
internal sealed class FeaturePipeline(IBackbone backbone, IImageContent content, ExtractionOptions options)
{
    /// <summary>Batches that may wait for the consumer while the network runs on.</summary>
    private const int FinishedBatches = 2;

    private readonly Preprocessor _preprocessor = new(backbone.Preprocessing);
    private readonly CropPosition[] _crops = backbone.Shaping.CropPositions;
    private readonly int _imageLength = backbone.Preprocessing.TensorLength * backbone.Shaping.ViewCount;
    private readonly ImageReaderOptions _readerOptions = new()
    {
        AlphaBackground = backbone.Preprocessing.AlphaBackground,
        PixelLimit = options.PixelLimit,
        RentsPixels = true,
    };

    /// <summary>Runs the images through the network.</summary>
    /// <exception cref="BackboneException">The network fails.</exception>
    public async IAsyncEnumerable<FeatureBatch> RunAsync(
        ImmutableArray<ImageFile> images, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        // Ends the stages that still run when one of them fails, or when the consumer stops early.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Enough decoded images for the next batch while the network is busy with one; each holds the tensors of its views.
        var tensors = new TensorPool(_imageLength);
        var decoded = OrderedWork.RunAsync(
            images, options.ThreadCount, options.BatchSize + options.ThreadCount, image => Prepare(image, tensors), stop.Token);
        var finished = Channel.CreateBounded<FeatureBatch>(FinishedBatches);
        var inference = Task.Run(() => InferAsync(images.Length, decoded, tensors, finished.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in finished.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return batch;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await inference.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private PreparedImage Prepare(ImageFile image, TensorPool tensors)
    {
        try
        {
            var picture = content.Read(image, _readerOptions);
            var tensor = tensors.Rent();
            _preprocessor.ApplyViews(picture, _crops, backbone.Shaping.Flip, tensor);
            picture.Return();
            return new PreparedImage(image, tensor, null);
        }
        catch (ImageReadException e)
        {
            return new PreparedImage(image, null, new SkippedImage(image.Path, e.Reason));
        }
    }

    private async Task InferAsync(
        int imageCount, IAsyncEnumerable<PreparedImage> decoded, TensorPool tensors, ChannelWriter<FeatureBatch> finished, CancellationToken stop)
    {
        var length = _imageLength;
        float[] batch = [];
        var images = new List<BatchImage>();
        var rowCount = 0;
        await CompleteAsync(finished, async () =>
        {
            batch = new float[checked(Math.Min(options.BatchSize, imageCount) * length)];
            await foreach (var image in decoded.ConfigureAwait(false))
            {
                images.Add(new BatchImage(image.File, image.Skipped));
                if (image.Tensor is null)
                    continue;
                image.Tensor.CopyTo(batch, rowCount++ * length);
                tensors.Return(image.Tensor);
                if (rowCount == options.BatchSize)
                    await FlushAsync().ConfigureAwait(false);
            }

            if (images.Count > 0)
                await FlushAsync().ConfigureAwait(false);
        }).ConfigureAwait(false);

        async Task FlushAsync()
        {
            var features = new float[rowCount * backbone.FeatureCount];
            backbone.Extract(batch.AsMemory(0, rowCount * length), features);
            await finished.WriteAsync(new FeatureBatch([.. images], features), stop).ConfigureAwait(false);
            images.Clear();
            rowCount = 0;
        }
    }

    /// <summary>Runs a stage and closes its queue, handing on what it threw to whoever reads there.</summary>
    private static async Task CompleteAsync<T>(ChannelWriter<T> queue, Func<Task> stage)
    {
        try
        {
            await stage().ConfigureAwait(false);
            queue.TryComplete();
        }
        catch (Exception e)
        {
            queue.TryComplete(e);
            throw;
        }
    }

    private sealed record PreparedImage(ImageFile File, float[]? Tensor, SkippedImage? Skipped);
}
