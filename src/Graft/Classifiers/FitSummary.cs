namespace Graft;

/// <summary>How a fit went.</summary>
/// <param name="Converged">Whether the tolerance was met before the iterations ran out; true where there is nothing to iterate.</param>
/// <param name="Method">How it was done, in words, such as <c>Gram matrix of 1,020 rows</c>.</param>
public sealed record FitSummary(bool Converged, string Method)
{
    /// <summary>Steps of the optimiser; 0 where there is none.</summary>
    public int Iterations { get; init; }

    /// <summary>
    /// The objective reached: C * sum of losses + |W|^2 / 2, as scikit-learn counts it, for the features as the fit saw
    /// them, scaled. 0 where nothing is minimised.
    /// </summary>
    public double Loss { get; init; }

    /// <summary>Estimate of (Loss - lowest loss) / Loss, by which the fit ends.</summary>
    public double RelativeGap { get; init; }
}
