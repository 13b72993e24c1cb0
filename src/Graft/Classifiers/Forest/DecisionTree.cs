namespace Graft;

/// <summary>A node of a <see cref="DecisionTree"/>.</summary>
/// <param name="Feature">Of a branch the feature that it asks for; of a leaf the number of its votes, inverted (<c>~</c>), so negative.</param>
/// <param name="Threshold">Rows whose feature is at most this go to the first child, others to the second.</param>
/// <param name="Next">Of a branch its first child, the second being the next node; of a leaf its first vote.</param>
internal readonly record struct TreeNode(int Feature, float Threshold, int Next)
{
    public bool IsLeaf => Feature < 0;

    /// <summary>Votes of a leaf.</summary>
    public int VoteCount => ~Feature;

    public static TreeNode Leaf(int voteCount, int firstVote) => new(~voteCount, 0, firstVote);
}

/// <summary>What a leaf says of a class.</summary>
/// <param name="Label">The class.</param>
/// <param name="Weight">Its share of the leaf's training rows, divided by the number of trees, so that votes add up to probabilities.</param>
internal readonly record struct LeafVote(int Label, float Weight);

/// <summary>One tree of a forest. The root is node 0, and children come after their parents.</summary>
internal sealed class DecisionTree(TreeNode[] nodes, LeafVote[] votes)
{
    public ReadOnlySpan<TreeNode> Nodes => nodes;

    public ReadOnlySpan<LeafVote> Votes => votes;

    /// <summary>The votes of the leaf to which a row comes.</summary>
    public ReadOnlySpan<LeafVote> VotesOf(ReadOnlySpan<float> row)
    {
        var node = nodes[0];
        while (!node.IsLeaf)
            node = nodes[row[node.Feature] <= node.Threshold ? node.Next : node.Next + 1];
        return votes.AsSpan(node.Next, node.VoteCount);
    }

    /// <summary>The votes of the leaf to which a training row comes.</summary>
    public unsafe ReadOnlySpan<LeafVote> VotesOf(FeatureColumns columns, int row)
    {
        var node = nodes[0];
        while (!node.IsLeaf)
            node = nodes[columns.Column(node.Feature)[row] <= node.Threshold ? node.Next : node.Next + 1];
        return votes.AsSpan(node.Next, node.VoteCount);
    }
}
