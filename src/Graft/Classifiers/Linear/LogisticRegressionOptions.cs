using System.Collections.Immutable;

namespace Graft;

/// <summary>How <see cref="LogisticRegression"/> fits. Values out of range are refused by the fit, not here.</summary>
public sealed record LogisticRegressionOptions : ClassifierOptions
{
    /// <summary>Inverse strength of the L2 penalty, more than 0, as scikit-learn's: the larger, the closer to the training data.</summary>
    public double C { get; init; } = 1.0;

    /// <summary>
    /// The fit ends when its objective is estimated to be no more than this fraction above the lowest, more than 0. On 1,360
    /// photos the estimate was right within a factor of 3, and 1e-4 took half the steps of 1e-6. Much below 1e-7 the float32
    /// products may not get.
    /// </summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Steps after which the fit gives up and says so in <see cref="FitSummary.Converged"/>, at least 1.</summary>
    public int MaxIterations { get; init; } = 1000;

    /// <inheritdoc/>
    public override string Name => "logistic";

    /// <inheritdoc/>
    public override ImmutableArray<KeyValuePair<string, string>> Settings => OptionTexts.Of(this, ("c", OptionTexts.Number(C)));

    /// <inheritdoc/>
    public override Classifier Fit(
        IFeatureRows train, ImmutableArray<double> sampleWeights = default, CancellationToken cancellationToken = default) =>
        LogisticRegression.Fit(train, this, sampleWeights, cancellationToken);

    /// <inheritdoc/>
    internal override void Require(IFeatureRows train, ImmutableArray<double> sampleWeights) => LinearPlan.Choose(LogisticRegression.SizeOf(train, this), MemoryLimit);
}
