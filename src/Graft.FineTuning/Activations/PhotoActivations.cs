using System.Collections.Immutable;

namespace Graft;

/// <summary>Activations of photos that are varied anew in each epoch, and run through the part of the network that stays.</summary>
internal sealed class PhotoActivations : IActivations
{
    private readonly IBackbone _frozen;
    private readonly ImmutableArray<ImageFile> _files;
    private readonly PhotoBatches _varied;
    private readonly PhotoBatches _plain;
    private readonly int _seed;

    /// <param name="frozen">The part that stays; closed with this.</param>
    /// <param name="images">All images.</param>
    /// <param name="files">The image of each row.</param>
    /// <param name="options">How photos are varied, the seed and the threads.</param>
    public PhotoActivations(IBackbone frozen, ImageSet images, ImmutableArray<ImageFile> files, FineTuningOptions options)
    {
        (_frozen, _files, _seed) = (frozen, files, options.Seed);
        var threads = ThreadOptions.Count(options.Threads);
        _varied = new PhotoBatches(images.Content, frozen.Preprocessing, options.Augmentation, threads);
        _plain = new PhotoBatches(images.Content, frozen.Preprocessing, AugmentationOptions.None, threads);
    }

    /// <inheritdoc/>
    public IEnumerable<ActivationBatch> Read(ImmutableArray<int> rows, int batchSize, int epoch, CancellationToken cancellationToken)
    {
        var features = new float[checked(batchSize * _frozen.FeatureCount)];
        var values = Array.ConvertAll<FeaturePart, float[]>([.. _frozen.Parts], part => _frozen.Parts.Length == 1 ? features : new float[checked(batchSize * part.Length)]);
        var batches = (epoch == 0 ? _plain : _varied).RunAsync([.. rows.Select(row => _files[row])], batchSize, _seed, epoch, cancellationToken);
        foreach (var batch in batches.ToBlockingEnumerable(cancellationToken))
        {
            var (count, length) = (batch.Count, _frozen.Preprocessing.TensorLength);
            _frozen.Extract(batch.Tensors.AsMemory(0, count * length), features.AsMemory(0, count * _frozen.FeatureCount));
            if (values.Length > 1)
                TakeApart(features, values, count);
            yield return new ActivationBatch(rows.AsMemory().Slice(batch.First, count), values);
        }
    }

    public void Dispose() => _frozen.Dispose();

    private void TakeApart(float[] features, float[][] values, int count)
    {
        var offset = 0;
        for (var part = 0; part < values.Length; part++)
        {
            var length = _frozen.Parts[part].Length;
            for (var row = 0; row < count; row++)
                features.AsSpan(row * _frozen.FeatureCount + offset, length).CopyTo(values[part].AsSpan(row * length));
            offset += length;
        }
    }
}
