using System.Collections.Immutable;

namespace Graft;

/// <summary>How a network was fine-tuned, beside what its frozen features gave.</summary>
public sealed record TuningHistory
{
    /// <summary>The first layer that was trained; those before it are as they were.</summary>
    public required string UnfreezeFrom { get; init; }

    /// <summary>Photos that decided when to stop and which weights to keep; part of those that were not kept for the test.</summary>
    public required int ValidationCount { get; init; }

    /// <summary>The passes, in order, beginning with number 0.</summary>
    public required ImmutableArray<TuningEpoch> Epochs { get; init; }

    /// <summary>Number of the pass whose weights were kept.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Why it ended: <c>all epochs</c>, <c>no gain</c> or <c>loss not finite</c>.</summary>
    public required string Ending { get; init; }

    /// <summary>
    /// What scores are divided by, so that the network is as sure as it is right on the validation photos; part of its weights
    /// already, and of no effect on which class it takes. Null where there were none. The losses of the epochs are without it.
    /// </summary>
    public double? Temperature { get; init; }

    /// <summary>
    /// Logistic regression on the features of the network as it was, fitted on all photos that were not kept for the test,
    /// and tested on the same photos in the same order; null without a test.
    /// </summary>
    public required Evaluation? Baseline { get; init; }

    /// <summary>What the tuned network gained and lost over <see cref="Baseline"/>, which counts as the first; null without one.</summary>
    /// <param name="tuned">The tuned network on the same photos in the same order.</param>
    /// <exception cref="ArgumentException">It was tested on other photos.</exception>
    public EvaluationComparison? Compare(Evaluation tuned) => Baseline is null ? null : EvaluationComparison.Of(Baseline, tuned);
}
