namespace Graft;

/// <summary>Between which values an accuracy on ever more samples of the same kind would be, in 95 of 100 such statements.</summary>
/// <param name="Low">0 to 1.</param>
/// <param name="High">0 to 1.</param>
public readonly record struct AccuracyInterval(double Low, double High)
{
    // The normal distribution has 95% of its mass within so many standard deviations.
    private const double Deviations = 1.959963984540054;

    /// <summary>The score interval, which holds for few samples and for accuracies near 0 and 1 too (Wilson 1927).</summary>
    /// <param name="correctCount">Samples that were recognised, 0 to <paramref name="sampleCount"/>.</param>
    /// <param name="sampleCount">All samples, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    public static AccuracyInterval Of(int correctCount, int sampleCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(correctCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correctCount, sampleCount);
        double n = sampleCount;
        var (share, z2) = (correctCount / n, Deviations * Deviations);
        var middle = (share + z2 / (2 * n)) / (1 + z2 / n);
        var half = Deviations / (1 + z2 / n) * Math.Sqrt(share * (1 - share) / n + z2 / (4 * n * n));
        // Where all or none are recognised, rounding alone keeps an end from being 1 or 0.
        return new(correctCount == 0 ? 0 : middle - half, correctCount == sampleCount ? 1 : middle + half);
    }
}
