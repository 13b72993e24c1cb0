namespace Graft;

/// <summary>Where a minimisation ended.</summary>
/// <param name="Point">The best point.</param>
/// <param name="Value">The function's value there.</param>
/// <param name="RelativeGap"><see cref="ConvexProblem.Gap"/> / value.</param>
/// <param name="Converged">Whether <paramref name="RelativeGap"/> met the tolerance.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="Evaluations">Evaluations of the function and its gradient.</param>
internal sealed record LbfgsResult(
    double[] Point, double Value, double RelativeGap, bool Converged, int Iterations, int Evaluations);
