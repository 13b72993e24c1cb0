namespace Graft;

/// <summary>How far a check has come.</summary>
/// <param name="Phase">What is being done, such as <c>Comparing rows</c>.</param>
/// <param name="Share">How much of this phase is done, from 0 to 1.</param>
public readonly record struct CheckProgress(string Phase, double Share);
