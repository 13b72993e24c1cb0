namespace Graft;

/// <summary>How near rows are to each other.</summary>
public enum NeighborMetric
{
    /// <summary>Length of the difference.</summary>
    Euclidean,

    /// <summary>1 less the cosine of the angle between the rows; a row of zeros is at distance 1 from every row.</summary>
    Cosine,
}
