namespace Graft;

/// <summary>How much rows of each class count in a fit.</summary>
public enum ClassWeight
{
    /// <summary>All rows count 1.</summary>
    None,

    /// <summary>Rows of a class with n of the N rows count N / (K n), for K classes, as scikit-learn's <c>balanced</c>.</summary>
    Balanced,
}
