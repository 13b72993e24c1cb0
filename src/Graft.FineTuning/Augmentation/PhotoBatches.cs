using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Graft;

/// <summary>
/// Photos as batches of tensors, in order: read and varied on worker threads, the next batch while the caller is busy with one.
/// Tensors depend neither on the number of threads nor on the size of batches or the order of the photos.
/// </summary>
internal sealed class PhotoBatches(IImageContent content, Preprocessing preprocessing, AugmentationOptions options, int threads)
{
    private readonly Augmenter _augmenter = new(options, preprocessing);
    private readonly int _tensorLength = preprocessing.TensorLength;
    private readonly int _threads = ThreadOptions.Count(threads);
    private readonly ImageReaderOptions _readerOptions = new() { AlphaBackground = preprocessing.AlphaBackground, RentsPixels = true };

    /// <summary>One pass over the photos.</summary>
    /// <param name="images">In the order wanted.</param>
    /// <param name="batchSize">Photos in a batch, at least 1.</param>
    /// <param name="seed">The user's.</param>
    /// <param name="epoch">Number of the pass; in each, photos are varied otherwise.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ImageReadException">A photo can no longer be read.</exception>
    public async IAsyncEnumerable<PhotoBatch> RunAsync(
        ImmutableArray<ImageFile> images, int batchSize, int seed, int epoch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var size = Math.Min(batchSize, Math.Max(1, images.Length));
        var arrays = new TensorPool(checked(size * _tensorLength));
        // Workers write to where a tensor is to lie; whoever comes first to a batch gets the array for it.
        var batches = new Lazy<float[]>[((images.Length - 1) / size) + 1];
        for (var batch = 0; batch < batches.Length; batch++)
            batches[batch] = new Lazy<float[]>(arrays.Rent);
        var places = ImmutableArray.CreateRange(Enumerable.Range(0, images.Length));
        var done = OrderedWork.RunAsync(places, _threads, Math.Max(size, _threads), Prepare, cancellationToken);
        await foreach (var place in done.ConfigureAwait(false))
        {
            var (batch, inBatch) = Math.DivRem(place, size);
            if (inBatch < size - 1 && place < images.Length - 1)
                continue;
            // What was prepared before is given out also after a cancellation.
            cancellationToken.ThrowIfCancellationRequested();
            yield return new PhotoBatch(batch * size, inBatch + 1, batches[batch].Value);
            arrays.Return(batches[batch].Value);
        }

        cancellationToken.ThrowIfCancellationRequested();

        int Prepare(int place)
        {
            var image = images[place];
            var tensors = batches[place / size].Value;
            var photo = content.Read(image, _readerOptions);
            _augmenter.Apply(photo, AugmentationSeed.Of(seed, epoch, image.Path), tensors.AsSpan(place % size * _tensorLength, _tensorLength));
            photo.Return();
            return place;
        }
    }
}
