namespace Graft;

/// <summary>How <see cref="Tsne"/> draws; names and defaults are those of scikit-learn's <c>TSNE</c>.</summary>
public sealed record TsneOptions
{
    /// <summary>
    /// How many neighbours a row has, about; at least 1. For few rows it is lowered to a third of the other rows, since three
    /// times as many neighbours are looked at.
    /// </summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of the optimiser, at least 250.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>
    /// Decides the noise, a hundredth of its spread, that is added to the map of principal components from which the steps
    /// begin, and without which equal rows would stay on one place. The same seed gives the same map, whatever the number of
    /// threads; another seed gives another one, as good.
    /// </summary>
    public int Seed { get; init; } = 42;

    /// <summary>Threads to use; 0 for one a core.</summary>
    public int Threads { get; init; }
}
