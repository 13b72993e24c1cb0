namespace Graft;

/// <summary>Where a minimisation ended.</summary>
/// <param name="Weights">
/// Over features: shape (K, D), row-major. Over rows: the coefficients A of the rows, shape (N, K), row-major; (N + 1, K)
/// where the mean is one more row.
/// </param>
/// <param name="Intercepts">K; zeros where they are in the coefficients, as weights of a feature of their own.</param>
/// <param name="MeanLoss">Mean loss over the rows, with the penalty.</param>
/// <param name="RelativeGap">How far the loss may be above the lowest, as a fraction of itself.</param>
/// <param name="Converged">Whether that met the tolerance.</param>
/// <param name="Iterations">Steps taken.</param>
internal sealed record LinearSolution(double[] Weights, double[] Intercepts, double MeanLoss, double RelativeGap, bool Converged, int Iterations)
{
    /// <summary>Scores of the rows, shape (N, K), row-major, without intercepts, where the minimisation keeps them.</summary>
    public double[] Scores { get; init; } = [];
}
