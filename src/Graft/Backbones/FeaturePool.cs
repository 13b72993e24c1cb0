namespace Graft;

/// <summary>What becomes of the positions of a map, such as the 7 x 7 of VGG16's last pool.</summary>
public enum FeaturePool
{
    /// <summary>All are kept: C x H x W values.</summary>
    None,

    /// <summary>The mean over all positions: C values.</summary>
    Avg,

    /// <summary>The largest over all positions: C values.</summary>
    Max,

    /// <summary>
    /// Generalised mean: the cube root of the mean of cubes, of values not below 1e-6: C values. Radenović, Tolias and
    /// Chum, "Fine-tuning CNN image retrieval with no human annotation", 2018, with their p = 3.
    /// </summary>
    Gem,
}
