namespace Graft;

/// <summary>How sure a classifier is of one class.</summary>
/// <param name="Label">Index of the class.</param>
/// <param name="Name">Name of the class.</param>
/// <param name="Probability">0 to 1; over all classes they sum to 1.</param>
public readonly record struct ClassProbability(int Label, string Name, float Probability);
