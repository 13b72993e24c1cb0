namespace Graft;

/// <summary>The two-class problems of a machine that tells each class from the rest; with two classes there is only one.</summary>
/// <param name="labels">The true label of each row.</param>
/// <param name="weights">How much each row counts; null when all count 1.</param>
/// <param name="classWeights">
/// How much each class counts, null when all count 1. As in liblinear that is the weight of the class's own rows; those of
/// the rest count 1, unless the rest is one class.
/// </param>
/// <param name="classCount">K.</param>
internal sealed class OneVersusRest(int[] labels, double[]? weights, double[]? classWeights, int classCount)
{
    public int[] Labels => labels;

    /// <summary>Number of problems.</summary>
    public int Count => classCount == 2 ? 1 : classCount;

    /// <summary>The problem whose own class a row is of; -1 when there is none.</summary>
    public int OwnOf(int row) => classCount == 2 ? labels[row] - 1 : labels[row];

    /// <summary>Whether a row is of the problem's own class.</summary>
    public bool IsOwn(int row, int problem) => OwnOf(row) == problem;

    /// <summary>How much a row counts in a problem.</summary>
    public double Weight(int row, int problem) => IsOwn(row, problem) ? OwnWeight(row) : RestWeight(row);

    /// <summary>How much a row counts in the problem of its own class.</summary>
    public double OwnWeight(int row) => (weights is null ? 1 : weights[row]) * (classWeights is null ? 1 : classWeights[labels[row]]);

    /// <summary>How much a row counts in the problems of other classes.</summary>
    public double RestWeight(int row) => classCount == 2 ? OwnWeight(row) : weights is null ? 1 : weights[row];
}
