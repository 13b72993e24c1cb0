namespace Graft.Benchmarks;

/// <summary>What all comparisons report.</summary>
internal static class Statistics
{
    /// <summary>The middle value; of an even number, the upper of the two.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
