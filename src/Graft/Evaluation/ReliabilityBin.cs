namespace Graft;

/// <summary>Predictions of about the same confidence, the probability of the predicted class: a point of a reliability diagram.</summary>
/// <param name="Confidence">Their mean confidence; 0 without predictions.</param>
/// <param name="Accuracy">Fraction of them that are right, which is the same where probabilities are calibrated; 0 without predictions.</param>
/// <param name="Count">Number of predictions.</param>
public sealed record ReliabilityBin(double Confidence, double Accuracy, int Count);
