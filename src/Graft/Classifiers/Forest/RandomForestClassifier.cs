using System.Buffers;
using System.Collections.Immutable;

namespace Graft;

/// <summary>A fitted random forest. The probability of a class is the mean over the trees of its share of the leaf, and so is its score.</summary>
public sealed class RandomForestClassifier : Classifier
{
    // Rows that go through one tree before the next tree's turn, so that the tree stays in the cache.
    private const int RowsPerPiece = 64;

    private readonly DecisionTree[] _trees;

    internal RandomForestClassifier(
        DecisionTree[] trees, int featureCount, ImmutableArray<string> labelNames, FeatureRecipe? recipe, RowScaler scaler)
        : base(labelNames, featureCount, recipe, scaler) => _trees = trees;

    /// <inheritdoc/>
    public override string Name => "forest";

    /// <summary>Number of trees.</summary>
    public int TreeCount => _trees.Length;

    /// <summary>Number of nodes of all trees, branches and leaves.</summary>
    public long NodeCount => _trees.Sum(tree => (long)tree.Nodes.Length);

    /// <summary>
    /// Share of the training rows that are recognised by the trees that have not seen them, from 0 to 1. Rows that every
    /// tree has seen, and rows of weight 0, do not count. Null without bootstrap, and of a classifier read from a file.
    /// </summary>
    public double? OutOfBagAccuracy { get; internal init; }

    /// <summary>
    /// For each feature the mean decrease of Gini impurity that it brings, as scikit-learn counts it; they sum to 1, or are
    /// all 0 when no tree has a branch. Empty of a classifier read from a file.
    /// </summary>
    public ImmutableArray<double> FeatureImportances { get; internal init; } = [];

    internal ReadOnlySpan<DecisionTree> Trees => _trees;

    private protected override void ScoreRows(ReadOnlySpan<float> features, int rowCount, Span<float> scores)
    {
        var classCount = LabelNames.Length;
        var sums = ArrayPool<double>.Shared.Rent(checked(RowsPerPiece * classCount));
        for (var first = 0; first < rowCount; first += RowsPerPiece)
        {
            var count = Math.Min(RowsPerPiece, rowCount - first);
            var piece = sums.AsSpan(0, count * classCount);
            piece.Clear();
            foreach (var tree in _trees)
            {
                for (var row = 0; row < count; row++)
                {
                    foreach (var vote in tree.VotesOf(features.Slice((first + row) * FeatureCount, FeatureCount)))
                        piece[row * classCount + vote.Label] += vote.Weight;
                }
            }

            for (var i = 0; i < piece.Length; i++)
                scores[first * classCount + i] = (float)piece[i];
        }

        ArrayPool<double>.Shared.Return(sums);
    }

    private protected override void ToProbabilities(Span<float> scores)
    {
    }
}
