namespace Graft;

/// <summary>How a feature row is brought to a common length. A row of zeros stays one.</summary>
public enum FeatureNormalization
{
    /// <summary>It is left as it is.</summary>
    None,

    /// <summary>It is divided by its Euclidean norm.</summary>
    L2,

    /// <summary>
    /// Each value v becomes sign(v) sqrt(|v|), then the row is divided by its Euclidean norm: large values count for less.
    /// Arandjelović and Zisserman, "Three things everyone should know to improve object retrieval", 2012.
    /// </summary>
    SqrtL2,
}
