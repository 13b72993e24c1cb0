namespace Graft;

/// <summary>A sample that was taken for another class.</summary>
/// <param name="Row">Zero-based row of the samples that were tested.</param>
/// <param name="TrueLabel">Its class.</param>
/// <param name="PredictedLabel">What it was taken for.</param>
/// <param name="Probability">How sure the classifier was of that, 0 to 1.</param>
/// <param name="TrueProbability">How sure it was of the sample's own class, 0 to 1.</param>
public sealed record Mistake(int Row, int TrueLabel, int PredictedLabel, float Probability, float TrueProbability);
