using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Shares groups of rows out to parts, so that each part has close to its share of every class. Greedy, as scikit-learn's
/// <c>StratifiedGroupKFold</c> is: the groups that hold most of a class come first, those alike in random order, and each
/// goes where the sum over classes and parts of (share - target)^2 / target grows least. No part is given all of a class.
/// </summary>
internal static class GroupPlacement
{
    /// <param name="labels">Label of each row.</param>
    /// <param name="groups">Group of each row.</param>
    /// <param name="labelNames">Class names in label order.</param>
    /// <param name="targets">Share of all rows that each part is to have, together 1; more than 0.</param>
    /// <param name="seed">Decides between groups that are alike.</param>
    /// <returns>Part of each row.</returns>
    /// <exception cref="TrainingDataException">A class lies in one group, or the groups cannot be shared out.</exception>
    public static int[] PartOfRow(
        ImmutableArray<int> labels, ImmutableArray<string> groups, ImmutableArray<string> labelNames, double[] targets, int seed)
    {
        var classes = ClassRows.Of(labels, labelNames.Length);
        var members = Enumerable.Range(0, labels.Length).GroupBy(row => groups[row], StringComparer.Ordinal)
            .Select(rows => new Members(rows.Key, [.. rows], Shares([.. rows], labels, classes))).ToArray();
        RequireTwoGroups(classes, groups, labelNames);
        if (members.Length < targets.Length)
            throw new TrainingDataException($"There are {members.Length:N0} groups of training rows, fewer than the {targets.Length} folds; use {members.Length} folds, or smaller groups.");

        var order = new MersenneTwister(unchecked((uint)seed)).Permutation(members.Length);
        var parts = Array.ConvertAll(targets, target => new Part(target, new double[labelNames.Length], new int[labelNames.Length]));
        var partOfRow = new int[labels.Length];
        foreach (var group in order.Select(place => members[place]).OrderByDescending(group => group.Shares.Max(share => share.Share)))
        {
            // Where two parts do equally well, the emptier one, so that none is left empty.
            var best = Enumerable.Range(0, parts.Length).Where(part => !TakesWholeClass(parts[part], group, classes))
                .OrderBy(part => Cost(parts[part], group)).ThenBy(part => parts[part].Counts.Sum()).Select(part => (int?)part).FirstOrDefault()
                ?? throw new TrainingDataException(
                    $"Group '{group.Name}' has rows of several classes and cannot be placed so that every class is on both sides; "
                    + "use smaller groups, or other folds.");
            foreach (var (label, share, count) in group.Shares)
            {
                parts[best].Shares[label] += share;
                parts[best].Counts[label] += count;
            }

            foreach (var row in group.Rows)
                partOfRow[row] = best;
        }

        return partOfRow;
    }

    private static ImmutableArray<(int Label, double Share, int Count)> Shares(int[] rows, ImmutableArray<int> labels, List<int>[] classes) =>
        [.. rows.CountBy(row => labels[row]).OrderBy(pair => pair.Key).Select(pair => (pair.Key, (double)pair.Value / classes[pair.Key].Count, pair.Value))];

    /// <summary>By how much the sum grows, but for what is the same in every part.</summary>
    private static double Cost(Part part, Members group) =>
        group.Shares.Sum(item => item.Share * ((2 * (part.Shares[item.Label] - part.Target)) + item.Share)) / part.Target;

    private static bool TakesWholeClass(Part part, Members group, List<int>[] classes) =>
        group.Shares.Any(item => part.Counts[item.Label] + item.Count == classes[item.Label].Count);

    private static void RequireTwoGroups(List<int>[] classes, ImmutableArray<string> groups, ImmutableArray<string> labelNames)
    {
        for (var k = 0; k < classes.Length; k++)
        {
            if (classes[k].Count > 0 && classes[k].All(row => groups[row] == groups[classes[k][0]]))
            {
                throw new TrainingDataException(
                    $"All rows of class '{labelNames[k]}' that are left to share out ({classes[k].Count:N0}) are in group '{groups[classes[k][0]]}', so that it cannot be "
                    + "both trained and tested. Add photos of other groups, remove the class, or use a test fraction of 0 and no folds.");
            }
        }
    }

    private sealed record Members(string Name, int[] Rows, ImmutableArray<(int Label, double Share, int Count)> Shares);

    private sealed record Part(double Target, double[] Shares, int[] Counts);
}
