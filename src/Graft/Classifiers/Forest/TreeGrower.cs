namespace Graft;

/// <summary>A tree, and by how much each of its branches lowers the impurity; 0 for leaves.</summary>
internal sealed record GrownTree(DecisionTree Tree, double[] Decreases);

/// <summary>Grows trees one after the other; each thread has its own.</summary>
internal sealed unsafe class TreeGrower(FeatureColumns columns, int[] labels, int classCount, RandomForestOptions options)
{
    private readonly TreeNodeRows _rows = new(columns.RowCount, classCount);
    private readonly SplitSearch _search = new(columns, classCount, options.MinSamplesLeaf);
    private readonly int[] _features = new int[columns.FeatureCount];
    private readonly int[] _spare = new int[columns.RowCount];
    private readonly int _featuresPerSplit = options.MaxFeatures > 0 ? options.MaxFeatures : Math.Max(1, (int)Math.Sqrt(columns.FeatureCount));

    private readonly List<TreeNode> _nodes = [];
    private readonly List<double> _decreases = [];
    private readonly List<LeafVote> _votes = [];
    private readonly Stack<OpenNode> _open = [];

    /// <summary>Grows a tree on the rows of a bag, whose order changes.</summary>
    public GrownTree Grow(Bag bag, Xoshiro256 random, CancellationToken cancellationToken)
    {
        // From the same order each time, or a tree would depend on those that the thread grew before.
        for (var feature = 0; feature < _features.Length; feature++)
            _features[feature] = feature;
        _nodes.Clear();
        _decreases.Clear();
        _votes.Clear();
        _open.Push(new OpenNode(AddNode(), 0, bag.Count, 0));
        while (_open.TryPop(out var open))
        {
            var rows = bag.Rows.AsSpan(open.Start, open.Count);
            _rows.Set(rows, labels, bag.Weights);
            var split = MayBeSplit(open) ? FindSplit(ref random, cancellationToken) : FeatureSplit.None;
            if (split.Feature < 0)
            {
                AddVotes(open.Node);
                continue;
            }

            var left = Part(rows, split);
            var child = AddNode();
            AddNode();
            _nodes[open.Node] = new TreeNode(split.Feature, split.Threshold, child);
            _decreases[open.Node] = Math.Max(0, split.Score - _rows.Squares / _rows.Weight);
            _open.Push(new OpenNode(child + 1, open.Start + left, open.Count - left, open.Depth + 1));
            _open.Push(new OpenNode(child, open.Start, left, open.Depth + 1));
        }

        return new GrownTree(new DecisionTree([.. _nodes], [.. _votes]), [.. _decreases]);
    }

    private bool MayBeSplit(OpenNode open) =>
        _rows.ClassCount > 1
        && open.Count >= options.MinSamplesSplit
        && open.Count >= 2L * options.MinSamplesLeaf
        && (options.MaxDepth == 0 || open.Depth < options.MaxDepth);

    /// <summary>
    /// Draws features without replacement and keeps the best split. As scikit-learn does it, features that are constant
    /// in the node count as drawn, but drawing goes on until one was not.
    /// </summary>
    private FeatureSplit FindSplit(ref Xoshiro256 random, CancellationToken cancellationToken)
    {
        var best = FeatureSplit.None;
        var isVaried = false;
        for (var drawn = 0; drawn < _features.Length && (drawn < _featuresPerSplit || !isVaried); drawn++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var place = drawn + random.Below(_features.Length - drawn);
            (_features[drawn], _features[place]) = (_features[place], _features[drawn]);
            isVaried |= _search.Improve(_rows, _features[drawn], ref best);
        }

        return best;
    }

    /// <summary>Puts the rows that go left before the others; both sides stay in ascending order, as memory is read fastest.</summary>
    /// <returns>Rows that go left.</returns>
    private int Part(Span<int> rows, FeatureSplit split)
    {
        var column = columns.Column(split.Feature);
        var (left, right) = (0, 0);
        foreach (var row in rows)
        {
            if (column[row] <= split.Threshold)
                rows[left++] = row;
            else
                _spare[right++] = row;
        }

        _spare.AsSpan(0, right).CopyTo(rows[left..]);
        return left;
    }

    private int AddNode()
    {
        _nodes.Add(default);
        _decreases.Add(0);
        return _nodes.Count - 1;
    }

    private void AddVotes(int node)
    {
        _nodes[node] = TreeNode.Leaf(_rows.ClassCount, _votes.Count);
        for (var number = 0; number < _rows.ClassCount; number++)
            _votes.Add(new LeafVote(_rows.Labels[number], (float)(_rows.ClassWeights[number] / _rows.Weight / options.NEstimators)));
    }

    /// <summary>A node that is to be split or made a leaf.</summary>
    private readonly record struct OpenNode(int Node, int Start, int Count, int Depth);
}
