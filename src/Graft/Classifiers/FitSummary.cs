namespace Graft;

/// <summary>How a fit went.</summary>
/// <param name="Converged">Whether the tolerance was met before the iterations ran out.</param>
/// <param name="Iterations">Steps of the optimiser.</param>
/// <param name="Loss">
/// The objective reached: C * sum of losses + |W|^2 / 2, as scikit-learn counts it, for the features as the fit saw them,
/// standardised if so asked.
/// </param>
/// <param name="RelativeGap">Estimate of (Loss - lowest loss) / Loss, by which the fit ends.</param>
public sealed record FitSummary(bool Converged, int Iterations, double Loss, double RelativeGap);
