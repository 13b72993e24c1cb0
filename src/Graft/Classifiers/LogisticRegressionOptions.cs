namespace Graft;

/// <summary>How <see cref="LogisticRegression"/> fits. Values out of range are refused by the fit, not here.</summary>
public sealed record LogisticRegressionOptions
{
    /// <summary>Inverse strength of the L2 penalty, more than 0, as scikit-learn's: the larger, the closer to the training data.</summary>
    public double C { get; init; } = 1.0;

    /// <summary>
    /// Whether each feature is divided by its population standard deviation for the fit; constant ones are left as they are.
    /// The weights are mapped back, so the classifier takes raw features either way.
    /// </summary>
    public bool Standardize { get; init; }

    /// <summary>
    /// The fit ends when its objective is estimated to be no more than this fraction above the lowest, more than 0. On 1,360
    /// photos the estimate was right within a factor of 3, and 1e-4 took half the steps of 1e-6. Much below 1e-7 the float32
    /// products may not get.
    /// </summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Steps after which the fit gives up and says so in <see cref="FitSummary.Converged"/>, at least 1.</summary>
    public int MaxIterations { get; init; } = 1000;

    /// <summary>Threads to use, at least 1; null for all cores. Their number changes no bit of the result.</summary>
    public int? Threads { get; init; }
}
