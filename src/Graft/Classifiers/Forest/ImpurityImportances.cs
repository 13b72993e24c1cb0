using System.Collections.Immutable;

namespace Graft;

/// <summary>How much each feature lowers the impurity, as scikit-learn's <c>feature_importances_</c>.</summary>
internal static class ImpurityImportances
{
    /// <summary>
    /// Mean over the trees of each feature's share of the tree's decrease of impurity, summing to 1; all 0 when no tree has
    /// a branch.
    /// </summary>
    public static ImmutableArray<double> Of(IReadOnlyList<GrownTree> trees, int featureCount)
    {
        var importances = new double[featureCount];
        foreach (var (tree, decreases) in trees)
        {
            var total = decreases.Sum();
            for (var node = 0; node < decreases.Length && total > 0; node++)
            {
                if (!tree.Nodes[node].IsLeaf)
                    importances[tree.Nodes[node].Feature] += decreases[node] / total;
            }
        }

        var sum = importances.Sum();
        return [.. importances.Select(importance => sum > 0 ? importance / sum : 0)];
    }
}
