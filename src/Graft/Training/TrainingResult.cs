namespace Graft;

/// <summary>A fitted classifier, how it came about, and how it did on the rows kept for the test.</summary>
/// <param name="Classifier">Fitted on the training rows alone.</param>
/// <param name="Record">Stored with the classifier.</param>
/// <param name="SeenRows">The training rows, stored with the classifier.</param>
/// <param name="Evaluation">On the test rows; null when none were kept.</param>
public sealed record TrainingResult(LinearClassifier Classifier, TrainingRecord Record, SeenRows SeenRows, Evaluation? Evaluation);
