namespace Graft;

/// <summary>Finds the range of a tensor from a histogram of its values.</summary>
internal static class RangeSearch
{
    private const double Percentile = 0.9999;

    /// <summary>Of thresholds, so many bins lie between one that is tried and the next.</summary>
    private const int Stride = 16;

    /// <param name="histogram">The values.</param>
    /// <param name="method">How.</param>
    /// <param name="bound">The largest value that what follows lets through; infinity where it lets all through.</param>
    public static ActivationRange Find(ActivationHistogram histogram, RangeMethod method, float bound)
    {
        var levels = histogram.Low < 0 ? 128 : 256;
        var threshold = histogram.BinWidth == 0 ? 0 : method switch
        {
            RangeMethod.Percentile => AtPercentile(histogram),
            RangeMethod.Entropy => LeastDivergence(histogram, levels),
            RangeMethod.SquaredError => LeastSquares(histogram, levels),
            _ => double.PositiveInfinity,
        };
        return ActivationRange.Of(Math.Max(histogram.Low, -threshold), Math.Min(Math.Min(histogram.High, threshold), bound));
    }

    private static double AtPercentile(ActivationHistogram histogram)
    {
        var wanted = (long)(histogram.Count * Percentile);
        var sum = histogram.ZeroCount;
        for (var bin = 0; bin < ActivationHistogram.BinCount; bin++)
        {
            sum += histogram.Bins[bin];
            if (sum >= wanted)
                return (bin + 1) * histogram.BinWidth;
        }

        return double.PositiveInfinity;
    }

    /// <summary>
    /// Source: S. Migacz, "8-bit inference with TensorRT", GPU Technology Conference 2017. Zeros are left out, as after a
    /// rectifier they would outweigh all else and are exact in any case.
    /// </summary>
    private static double LeastDivergence(ActivationHistogram histogram, int levels)
    {
        var bins = histogram.Bins;
        var last = LastBin(histogram) + 1;
        var (best, least) = (last, double.PositiveInfinity);
        var beyond = 0L;
        var p = new double[ActivationHistogram.BinCount];
        for (var count = last; count >= levels; count -= Stride)
        {
            // All that is cut off counts at the edge, where it will be.
            for (var i = 0; i < count; i++)
                p[i] = bins[i];
            p[count - 1] += beyond;
            var divergence = Divergence(p.AsSpan(0, count), bins, levels);
            if (divergence < least)
                (best, least) = (count, divergence);
            for (var i = Math.Max(0, count - Stride); i < count; i++)
                beyond += bins[i];
        }

        return best * histogram.BinWidth;
    }

    /// <summary>Of the counts up to a threshold from what is left of them when bins are joined to levels.</summary>
    private static double Divergence(ReadOnlySpan<double> p, IReadOnlyList<long> bins, int levels)
    {
        var (total, spread) = (0.0, 0.0);
        foreach (var value in p)
            total += value;
        for (var i = 0; i < p.Length; i++)
            spread += bins[i];
        if (total == 0 || spread == 0)
            return double.PositiveInfinity;
        var divergence = 0.0;
        for (var level = 0; level < levels; level++)
        {
            var (from, to) = ((int)((long)level * p.Length / levels), (int)((long)(level + 1) * p.Length / levels));
            var (sum, filled) = (0L, 0);
            for (var i = from; i < to; i++)
            {
                sum += bins[i];
                filled += bins[i] > 0 ? 1 : 0;
            }

            // Where nothing is left of what there was, as only what was cut off counts there, some small share stands for it.
            var q = filled > 0 ? sum / (double)filled / spread : 0;
            for (var i = from; i < to; i++)
            {
                if (p[i] > 0)
                    divergence += p[i] / total * Math.Log(p[i] / total / Math.Max(bins[i] > 0 ? q : 0, 1e-12));
            }
        }

        return divergence;
    }

    private static double LeastSquares(ActivationHistogram histogram, int levels)
    {
        var bins = histogram.Bins;
        var last = LastBin(histogram) + 1;
        var (best, least) = (last, double.PositiveInfinity);
        for (var count = last; count > 0; count -= Math.Min(Stride, Math.Max(1, count / 64)))
        {
            var step = (double)count / levels;
            var error = 0.0;
            for (var i = 0; i < count; i++)
                error += bins[i] * (step * step / 12);
            for (var i = count; i < last; i++)
                error += bins[i] * (i + 0.5 - count) * (i + 0.5 - count);
            if (error < least)
                (best, least) = (count, error);
        }

        return best * histogram.BinWidth;
    }

    private static int LastBin(ActivationHistogram histogram)
    {
        var last = ActivationHistogram.BinCount - 1;
        while (last > 0 && histogram.Bins[last] == 0)
            last--;
        return last;
    }
}
