using System.Collections.Immutable;
using System.Diagnostics;

namespace Graft;

/// <summary>
/// Finds, by a short trial on this machine, with how many threads and how many images at a time a backbone is quickest.
/// Features do not depend on either.
/// </summary>
public static class BackboneTuning
{
    /// <summary>Fewer images are done before a trial would be.</summary>
    public const int FewestImages = 256;

    // Half the threads are quicker where two of them share a core; with fewer there is nothing to halve.
    private const int FewestThreadsToHalve = 4;

    // A larger batch needs more memory; it must be worth it.
    private const double Worthwhile = 1.03;

    private static readonly int[] BatchSizes = [1, 2, 4, 8, 16, 32];

    /// <summary>One call may take so long; larger batches are not tried then.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(100);

    /// <summary>Loads a backbone with the quickest settings. What is set is not tried.</summary>
    /// <param name="load">Loads it; called once for each number of threads that is tried.</param>
    /// <param name="options">How it is run; 0 threads are to be found out.</param>
    /// <param name="batchSize">Images per call, at least 1; 0 is to be found out.</param>
    /// <param name="imageCount">How many images there are to be done.</param>
    /// <exception cref="BackboneException">The network fails.</exception>
    public static TunedBackbone Load(Func<BackboneOptions, IBackbone> load, BackboneOptions options, int batchSize, int imageCount)
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(batchSize);
        return Load(load, options, batchSize, imageCount, Measure, Environment.ProcessorCount);
    }

    /// <param name="load">As above.</param>
    /// <param name="options">As above.</param>
    /// <param name="batchSize">As above.</param>
    /// <param name="imageCount">As above.</param>
    /// <param name="measure">Images a second with a batch size; null when that takes too long.</param>
    /// <param name="cores">Threads that the processor runs at once.</param>
    internal static TunedBackbone Load(
        Func<BackboneOptions, IBackbone> load, BackboneOptions options, int batchSize, int imageCount, Func<IBackbone, int, double?> measure, int cores)
    {
        var isWorthIt = imageCount >= FewestImages;
        int[] sizes = batchSize > 0 ? [batchSize] : isWorthIt ? BatchSizes : [new ExtractionOptions().BatchSize];
        int[] threads = options.Threads > 0 ? [options.Threads] : isWorthIt && cores >= FewestThreadsToHalve ? [cores, cores / 2] : [cores];
        if (sizes.Length == 1 && threads.Length == 1)
            return new TunedBackbone(load(options with { Threads = threads[0] }), threads[0], sizes[0], []);

        var trials = ImmutableArray.CreateBuilder<TuningTrial>();
        TunedBackbone? best = null;
        var bestRate = 0.0;
        foreach (var count in threads)
        {
            var backbone = load(options with { Threads = count });
            var rates = sizes.Select(size => (Size: size, Rate: measure(backbone, size))).TakeWhile(trial => trial.Rate is not null).ToList();
            trials.AddRange(rates.Select(trial => new TuningTrial(count, trial.Size, trial.Rate!.Value)));
            var (chosen, rate) = Choose(rates, sizes[0]);
            if (best is not null && rate <= bestRate)
            {
                backbone.Dispose();
                continue;
            }

            best?.Backbone.Dispose();
            (best, bestRate) = (new TunedBackbone(backbone, count, chosen, []), rate);
        }

        return best! with { Trials = trials.ToImmutable() };
    }

    /// <summary>Images a second of two backbones that take the same pictures, measured in turns; of each the middle one of three.</summary>
    /// <exception cref="BackboneException">A network fails.</exception>
    public static (double First, double Second) Compare(IBackbone first, IBackbone second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        const int Turns = 3;
        var size = new ExtractionOptions().BatchSize;
        var rates = Enumerable.Range(0, Turns).Select(_ => (First: Rate(first), Second: Rate(second))).ToList();
        return (rates.Select(rate => rate.First).Order().ElementAt(Turns / 2), rates.Select(rate => rate.Second).Order().ElementAt(Turns / 2));

        // A slow one takes pictures one by one here.
        double Rate(IBackbone backbone) => Measure(backbone, size) ?? Measure(backbone, 1)!.Value;
    }

    /// <summary>The smallest size that no other is worthwhile beside.</summary>
    private static (int Size, double Rate) Choose(List<(int Size, double? Rate)> rates, int standard)
    {
        var highest = rates.Select(trial => trial.Rate!.Value).DefaultIfEmpty().Max();
        return rates.Where(trial => trial.Rate * Worthwhile >= highest).Select(trial => (trial.Size, trial.Rate!.Value)).DefaultIfEmpty((standard, highest)).First();
    }

    private static double? Measure(IBackbone backbone, int batchSize)
    {
        var images = new float[checked(batchSize * backbone.Shaping.ViewCount * backbone.Preprocessing.TensorLength)];
        var features = new float[checked(batchSize * backbone.FeatureCount)];
        var call = Stopwatch.StartNew();
        // The first call of a size makes room for it.
        backbone.Extract(images, features);
        if (call.Elapsed > LongestCall && batchSize > 1)
            return null;
        var time = Stopwatch.StartNew();
        var calls = 0;
        do
        {
            backbone.Extract(images, features);
            calls++;
        }
        while (time.Elapsed < LongEnough);
        return calls * batchSize / time.Elapsed.TotalSeconds;
    }
}
