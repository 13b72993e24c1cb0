namespace Graft;

/// <summary>How the range of a tensor is found that its 256 steps cover; what lies beyond is cut off.</summary>
public enum RangeMethod
{
    /// <summary>From the least to the largest value that was seen.</summary>
    MinMax,

    /// <summary>All but the largest of ten thousand magnitudes.</summary>
    Percentile,

    /// <summary>The range whose steps lose the least information: the least Kullback-Leibler divergence of the histograms.</summary>
    Entropy,

    /// <summary>The range with the least mean square of what is cut off and what is rounded.</summary>
    SquaredError,
}
