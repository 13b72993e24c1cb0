namespace Graft;

/// <summary>How well a classifier does that was fitted on a share of the training rows.</summary>
/// <param name="Share">Share of the training rows of each class, above 0 and at most 1.</param>
/// <param name="TrainCount">Rows that it was fitted on.</param>
/// <param name="Accuracy">Share of the test rows that it recognised.</param>
public sealed record LearningCurvePoint(double Share, int TrainCount, double Accuracy);
