namespace Graft;

/// <summary>A test without test rows: each row is predicted by those trees alone whose bag it was not in.</summary>
internal static class OutOfBag
{
    /// <summary>Share of the rows that are recognised; null when no row that counts was left out by any tree.</summary>
    /// <param name="columns">The training rows.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="weights">How much they count; those of weight 0 are no part of the training set.</param>
    /// <param name="classCount">K.</param>
    /// <param name="trees">All trees.</param>
    /// <param name="leftOut">For each tree a bit for each row that was not in its bag.</param>
    /// <param name="parallel">Threads.</param>
    public static double? Accuracy(
        FeatureColumns columns, int[] labels, double[] weights, int classCount, DecisionTree[] trees, ulong[][] leftOut, ParallelOptions parallel)
    {
        var (correct, counted) = (0, 0);
        Parallel.For(0, labels.Length, parallel, () => new double[classCount], (row, _, votes) =>
        {
            if (weights[row] == 0 || !Vote(columns, row, trees, leftOut, votes))
                return votes;
            Interlocked.Increment(ref counted);
            if (Array.IndexOf(votes, votes.Max()) == labels[row])
                Interlocked.Increment(ref correct);
            return votes;
        }, _ => { });
        return counted == 0 ? null : (double)correct / counted;
    }

    /// <summary>Adds up the votes of the trees that have not seen a row.</summary>
    /// <returns>Whether there is such a tree.</returns>
    private static bool Vote(FeatureColumns columns, int row, DecisionTree[] trees, ulong[][] leftOut, double[] votes)
    {
        Array.Clear(votes);
        var any = false;
        for (var tree = 0; tree < trees.Length; tree++)
        {
            if ((leftOut[tree][row / 64] >> (row % 64) & 1) == 0)
                continue;
            any = true;
            foreach (var vote in trees[tree].VotesOf(columns, row))
                votes[vote.Label] += vote.Weight;
        }

        return any;
    }
}
