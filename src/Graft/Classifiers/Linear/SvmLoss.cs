namespace Graft;

/// <summary>What a linear support vector machine pays for a row whose score, taken with its sign, is m.</summary>
public enum SvmLoss
{
    /// <summary>max(0, 1 - m)^2, scikit-learn's default for <c>LinearSVC</c>.</summary>
    SquaredHinge,

    /// <summary>max(0, 1 - m).</summary>
    Hinge,
}
