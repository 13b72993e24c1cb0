using System.Collections.Immutable;

namespace Graft;

/// <summary>How <see cref="LinearSvm"/> fits; names and defaults are those of scikit-learn's <c>LinearSVC</c>.</summary>
public sealed record LinearSvmOptions : ClassifierOptions
{
    /// <summary>Inverse strength of the L2 penalty, more than 0: the larger, the closer to the training data.</summary>
    public double C { get; init; } = 1.0;

    /// <summary>What is paid for a row.</summary>
    public SvmLoss Loss { get; init; }

    /// <summary>
    /// The intercept is the weight of a feature of this value, more than 0, and penalised as all weights are: the larger,
    /// the less.
    /// </summary>
    public double InterceptScaling { get; init; } = 1.0;

    /// <summary>
    /// The fit ends when its objective is proved to be no more than this fraction above the lowest, more than 0. What is
    /// proved is much more than what is: at 1e-4 it was 4e-6.
    /// </summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Steps, with the hinge passes over the rows, after which the fit gives up and says so, at least 1.</summary>
    public int MaxIterations { get; init; } = 1000;

    /// <inheritdoc/>
    public override string Name => "svm";

    /// <inheritdoc/>
    public override ImmutableArray<KeyValuePair<string, string>> Settings =>
        OptionTexts.Of(this, Loss == SvmLoss.Hinge ? [("c", OptionTexts.Number(C)), ("loss", "hinge")] : [("c", OptionTexts.Number(C))]);

    /// <inheritdoc/>
    public override Classifier Fit(
        IFeatureRows train, ImmutableArray<double> sampleWeights = default, CancellationToken cancellationToken = default) =>
        LinearSvm.Fit(train, this, sampleWeights, cancellationToken);

    /// <inheritdoc/>
    internal override void Require(IFeatureRows train, ImmutableArray<double> sampleWeights) => LinearPlan.Choose(LinearSvm.SizeOf(train, this), MemoryLimit);
}
