using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Graft;

/// <summary>Features of the same photos by two networks, side by side.</summary>
/// <param name="before">One network.</param>
/// <param name="after">The other, that takes the same pictures.</param>
/// <param name="images">The list that the photos are of.</param>
internal sealed class PrecisionComparison(IBackbone before, IBackbone after, ImageSet images)
{
    private const int BatchSize = 16;

    /// <summary>Photos whose tensors are given back, for what else is to be looked at.</summary>
    private const int SampleCount = 16;

    /// <summary>Values of each network that are kept to train on, 128 MB; beyond it accuracies are not compared.</summary>
    private const long MostValues = 1 << 25;

    private const int LeastOfClass = 4;
    private const int SplitCount = 5;
    private const double TestFraction = 0.25;

    private readonly List<float> _before = [];
    private readonly List<float> _after = [];
    private readonly List<int> _labels = [];
    private readonly List<double> _cosines = [];
    private readonly List<double> _errors = [];
    private readonly List<SkippedImage> _skipped = [];

    /// <summary>Photos that were compared.</summary>
    public int Count => _cosines.Count;

    public double MeanCosine => _cosines.DefaultIfEmpty(double.NaN).Average();

    public double LeastCosine => _cosines.DefaultIfEmpty(double.NaN).Min();

    public double MeanError => _errors.DefaultIfEmpty(double.NaN).Average();

    public IReadOnlyList<SkippedImage> Skipped => _skipped;

    /// <summary>Share of test photos that a classifier recognises that was trained on features of one network or the other; null where labels are missing or too few.</summary>
    public (double Before, double After)? Accuracies { get; private set; }

    /// <summary>Runs photos through both.</summary>
    /// <returns>Tensors of some of them.</returns>
    public async Task<ImmutableArray<float[]>> RunAsync(ImmutableArray<ImageFile> photos, int threads, Action<double> progress, CancellationToken cancellationToken)
    {
        var sample = ImmutableArray<float[]>.Empty;
        var keeps = !images.LabelNames.IsEmpty && (long)photos.Length * before.FeatureCount <= MostValues;
        for (var first = 0; first < photos.Length; first += BatchSize)
        {
            var part = photos.Slice(first, Math.Min(BatchSize, photos.Length - first));
            var read = await PhotoTensors.ReadAsync(images, part, before.Preprocessing, threads, _ => { }, cancellationToken).ConfigureAwait(false);
            _skipped.AddRange(read.Skipped);
            if (!read.Tensors.IsEmpty)
                Compare(read, keeps);
            if (sample.Length < SampleCount)
                sample = [.. sample, .. read.Tensors.Take(SampleCount - sample.Length)];
            progress((first + part.Length) / (double)photos.Length);
        }

        Accuracies = keeps ? Train(cancellationToken) : null;
        return sample;
    }

    private void Compare(PhotoTensors read, bool keeps)
    {
        float[] batch = [.. read.Tensors.SelectMany(tensor => tensor)];
        var (here, there) = (new float[read.Tensors.Length * before.FeatureCount], new float[read.Tensors.Length * before.FeatureCount]);
        before.Extract(batch, here);
        after.Extract(batch, there);
        for (var i = 0; i < read.Tensors.Length; i++)
        {
            var (left, right) = (here.AsMemory(i * before.FeatureCount, before.FeatureCount), there.AsMemory(i * before.FeatureCount, before.FeatureCount));
            _cosines.Add(FeatureError.Cosine(left.Span, right.Span));
            _errors.Add(FeatureError.Relative(left.Span, right.Span));
        }

        if (!keeps)
            return;
        _before.AddRange(here);
        _after.AddRange(there);
        _labels.AddRange(read.Photos.Select(photo => photo.Label));
    }

    private (double Before, double After)? Train(CancellationToken cancellationToken)
    {
        // Classes that have photos to train on and to test with.
        var classes = _labels.CountBy(label => label).Where(label => label.Value >= LeastOfClass).Select(label => label.Key).Order().ToArray();
        if (classes.Length < 2)
            return null;
        int[] rows = [.. Enumerable.Range(0, _labels.Count).Where(row => classes.Contains(_labels[row]))];
        var sets = new[] { Set(_before), Set(_after) };
        var sums = new double[2];
        for (var seed = 0; seed < SplitCount; seed++)
        {
            var split = StratifiedSplit.Of(sets[0].Labels, sets[0].LabelNames, TestFraction, seed);
            for (var i = 0; i < sets.Length; i++)
            {
                var classifier = LogisticRegression.Fit(sets[i].Select(split.TrainRows.AsSpan()), cancellationToken: cancellationToken);
                sums[i] += Evaluation.Of(classifier, sets[i].Select(split.TestRows.AsSpan()), cancellationToken).Accuracy / SplitCount;
            }
        }

        return (sums[0], sums[1]);

        FeatureSet Set(List<float> values)
        {
            var all = CollectionsMarshal.AsSpan(values);
            var width = before.FeatureCount;
            var kept = new float[rows.Length * width];
            for (var i = 0; i < rows.Length; i++)
                all.Slice(rows[i] * width, width).CopyTo(kept.AsSpan(i * width));
            return new FeatureSet(
                kept, [.. rows.Select(row => Array.IndexOf(classes, _labels[row]))], [.. classes.Select(label => images.LabelNames[label])], [.. rows.Select(row => $"#{row}")], null);
        }
    }
}
