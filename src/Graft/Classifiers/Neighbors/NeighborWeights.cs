namespace Graft;

/// <summary>How much a neighbour's vote counts.</summary>
public enum NeighborWeights
{
    /// <summary>All neighbours count the same.</summary>
    Uniform,

    /// <summary>1 / distance; where some neighbours are at distance 0, only these count.</summary>
    Distance,
}
