using Google.Protobuf;
using Google.Protobuf.Collections;
using Onnx;
using static Onnx.AttributeProto.Types;

namespace Graft;

/// <summary>
/// The trees of a forest as the attributes of ONNX's TreeEnsembleClassifier: columns of all nodes, and columns of all
/// votes. They are written and read in place.
/// </summary>
internal sealed class ForestTable
{
    private static readonly ByteString Branch = ByteString.CopyFromUtf8("BRANCH_LEQ");
    private static readonly ByteString Leaf = ByteString.CopyFromUtf8("LEAF");

    private readonly NodeProto _node;
    private readonly int _classCount;

    /// <param name="node">The operator; columns that it has not are added.</param>
    /// <param name="classCount">K.</param>
    public ForestTable(NodeProto node, int classCount)
    {
        (_node, _classCount) = (node, classCount);
        (NodeTrees, NodeNumbers, Features) = (Integers("nodes_treeids"), Integers("nodes_nodeids"), Integers("nodes_featureids"));
        (Modes, Thresholds) = (Column("nodes_modes", AttributeType.Strings).Strings, Floats("nodes_values"));
        (FirstChildren, SecondChildren) = (Integers("nodes_truenodeids"), Integers("nodes_falsenodeids"));
        (VoteTrees, VoteNodes, VoteLabels) = (Integers("class_treeids"), Integers("class_nodeids"), Integers("class_ids"));
        VoteWeights = Floats("class_weights");
    }

    private RepeatedField<long> NodeTrees { get; }

    private RepeatedField<long> NodeNumbers { get; }

    private RepeatedField<long> Features { get; }

    private RepeatedField<ByteString> Modes { get; }

    private RepeatedField<float> Thresholds { get; }

    private RepeatedField<long> FirstChildren { get; }

    private RepeatedField<long> SecondChildren { get; }

    private RepeatedField<long> VoteTrees { get; }

    private RepeatedField<long> VoteNodes { get; }

    private RepeatedField<long> VoteLabels { get; }

    private RepeatedField<float> VoteWeights { get; }

    /// <summary>Adds a tree, of that number in the forest.</summary>
    public void Add(int number, DecisionTree tree)
    {
        for (var i = 0; i < tree.Nodes.Length; i++)
        {
            var node = tree.Nodes[i];
            NodeTrees.Add(number);
            NodeNumbers.Add(i);
            Features.Add(node.IsLeaf ? 0 : node.Feature);
            Modes.Add(node.IsLeaf ? Leaf : Branch);
            Thresholds.Add(node.Threshold);
            FirstChildren.Add(node.IsLeaf ? 0 : node.Next);
            SecondChildren.Add(node.IsLeaf ? 0 : node.Next + 1);
            if (!node.IsLeaf)
                continue;
            var votes = tree.Votes.Slice(node.Next, node.VoteCount);
            foreach (var vote in votes)
                AddVote(number, i, vote);
            // Of two classes ONNX Runtime takes one that got no vote for the complement of the other.
            if (_classCount == 2 && votes is [var only])
                AddVote(number, i, new LeafVote(1 - only.Label, 0));
        }
    }

    /// <summary>The trees, if they are such as <see cref="Add"/> makes: a walk must end, and within them.</summary>
    /// <param name="featureCount">Values per row.</param>
    /// <exception cref="FormatException">They are not.</exception>
    public DecisionTree[] ToTrees(int featureCount)
    {
        var (nodeCount, voteCount) = (NodeTrees.Count, VoteTrees.Count);
        int[] nodeColumns = [NodeNumbers.Count, Features.Count, Modes.Count, Thresholds.Count, FirstChildren.Count, SecondChildren.Count];
        int[] voteColumns = [VoteNodes.Count, VoteLabels.Count, VoteWeights.Count];
        if (nodeCount == 0 || nodeColumns.Any(count => count != nodeCount) || voteColumns.Any(count => count != voteCount))
            throw new FormatException("the columns of its trees are empty, or differ in length");
        var trees = new List<DecisionTree>();
        var (first, vote) = (0, 0);
        while (first < nodeCount)
        {
            var end = first;
            while (end < nodeCount && NodeTrees[end] == trees.Count)
                end++;
            if (end == first)
                throw new FormatException($"it has no tree {trees.Count}");
            trees.Add(ToTree(trees.Count, first, end - first, featureCount, ref vote));
            first = end;
        }

        return vote == voteCount ? [.. trees] : throw new FormatException("it has votes that belong to no leaf");
    }

    private DecisionTree ToTree(int tree, int first, int count, int featureCount, ref int vote)
    {
        var nodes = new TreeNode[count];
        var votes = new List<LeafVote>();
        for (var i = 0; i < count; i++)
        {
            if (NodeNumbers[first + i] != i)
                throw new FormatException($"tree {tree} has no node {i}");
            if (!Modes[first + i].Equals(Leaf))
            {
                nodes[i] = ToBranch(tree, first, i, count, featureCount);
                continue;
            }

            var firstVote = votes.Count;
            for (; vote < VoteTrees.Count && VoteTrees[vote] == tree && VoteNodes[vote] == i; vote++)
            {
                var (label, weight) = (VoteLabels[vote], VoteWeights[vote]);
                if (label < 0 || label >= _classCount || !(weight is >= 0 and <= 1))
                    throw new FormatException($"tree {tree} votes {weight} for class {label} of {_classCount}");
                if (weight > 0)
                    votes.Add(new LeafVote((int)label, weight));
            }

            if (votes.Count == firstVote)
                throw new FormatException($"leaf {i} of tree {tree} has no votes");
            nodes[i] = TreeNode.Leaf(votes.Count - firstVote, firstVote);
        }

        return new DecisionTree(nodes, [.. votes]);
    }

    private TreeNode ToBranch(int tree, int first, int i, int count, int featureCount)
    {
        var (feature, threshold, child) = (Features[first + i], Thresholds[first + i], FirstChildren[first + i]);
        if (!Modes[first + i].Equals(Branch))
            throw new FormatException($"node {i} of tree {tree} is neither {Leaf.ToStringUtf8()} nor {Branch.ToStringUtf8()}");
        if (feature < 0 || feature >= featureCount)
            throw new FormatException($"tree {tree} asks for feature {feature} of {featureCount}");
        if (!float.IsFinite(threshold))
            throw new FormatException($"tree {tree} has a threshold that is not finite");
        if (child <= i || child >= count - 1 || SecondChildren[first + i] != child + 1)
            throw new FormatException($"the children of node {i} of tree {tree} are not two nodes after it, side by side");
        return new TreeNode((int)feature, threshold, (int)child);
    }

    private void AddVote(int tree, int node, LeafVote vote)
    {
        VoteTrees.Add(tree);
        VoteNodes.Add(node);
        VoteLabels.Add(vote.Label);
        VoteWeights.Add(vote.Weight);
    }

    private RepeatedField<long> Integers(string name) => Column(name, AttributeType.Ints).Ints;

    private RepeatedField<float> Floats(string name) => Column(name, AttributeType.Floats).Floats;

    private AttributeProto Column(string name, AttributeType type)
    {
        var column = OnnxNodes.Find(_node, name);
        if (column is null)
            _node.Attribute.Add(column = new AttributeProto { Name = name, Type = type });
        return column;
    }
}
