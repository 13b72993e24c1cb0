namespace Graft;

/// <summary>What a classifier does with feature rows first. It is part of the classifier, which takes rows as they are stored.</summary>
public enum FeatureScaling
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// Each feature to mean 0 and population standard deviation 1 over the training rows, as scikit-learn's
    /// <c>StandardScaler</c>; constant features only to 0.
    /// </summary>
    Standardize,

    /// <summary>Each row to Euclidean length 1; a row of zeros stays.</summary>
    L2,

    /// <summary>Of each value the square root, with the value's sign, then as <see cref="L2"/>. For counts and histograms.</summary>
    SqrtL2,
}
