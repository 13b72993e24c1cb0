using System.Collections.Immutable;

namespace Graft;

/// <summary>A fitted classifier, how it came about, and how it did on the rows kept for the test.</summary>
/// <param name="Classifier">Fitted on the training rows alone.</param>
/// <param name="Record">Stored with the classifier.</param>
/// <param name="SeenRows">The training rows, stored with the classifier.</param>
/// <param name="Evaluation">On the test rows; null when none were kept.</param>
/// <param name="Search">The table of the cross-validation, stored with the classifier; null when there was none.</param>
public sealed record TrainingResult(Classifier Classifier, TrainingRecord Record, SeenRows SeenRows, Evaluation? Evaluation, SearchTable? Search)
{
    /// <summary>Rows, of all, that have the features of an earlier row and another label.</summary>
    public ImmutableArray<Contradiction> Contradictions { get; init; } = [];
}
