namespace Graft;

/// <summary>How many samples of a class one classifier recognises, and how many another.</summary>
/// <param name="Name">Class name.</param>
/// <param name="BeforeCount">Samples that the first recognises.</param>
/// <param name="AfterCount">Samples that the second recognises.</param>
/// <param name="Support">Samples of the class, at least 1.</param>
public sealed record ClassChange(string Name, int BeforeCount, int AfterCount, int Support)
{
    /// <summary>The first's recall, 0 to 1.</summary>
    public double Before => (double)BeforeCount / Support;

    /// <summary>The second's recall, 0 to 1.</summary>
    public double After => (double)AfterCount / Support;

    /// <summary>The second's recall less the first's, -1 to 1.</summary>
    public double Gain => (double)(AfterCount - BeforeCount) / Support;
}
