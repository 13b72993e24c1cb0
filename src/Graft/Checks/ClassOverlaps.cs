using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Finds classes that are made from the same photos, one cropped or turned for instance: too different for duplicates, but
/// many rows of the one have their nearest outside of their class in the other, it has them for its nearest, and no row of
/// their own classes is nearer.
/// </summary>
internal static class ClassOverlaps
{
    // CALTECH-101's classes that share photos have 0.09 and more, and others 0.05 at most.
    private const double LeastShare = 0.07;

    // A pair or two may be chance where classes are small.
    private const int LeastPairs = 4;

    /// <param name="nearest">The nearest row outside of the class of each row, or -1, and the distance to it.</param>
    /// <param name="nearestWithin">The distance to the nearest row of the same class; infinite when there is none.</param>
    /// <param name="labels">Label of each row.</param>
    /// <param name="labelNames">Class names in label order.</param>
    public static ImmutableArray<SharedClasses> Of((int Row, double Distance)[] nearest, double[] nearestWithin, ImmutableArray<int> labels, ImmutableArray<string> labelNames)
    {
        var sizes = new int[labelNames.Length];
        var pairs = new Dictionary<(int, int), int>();
        for (var row = 0; row < labels.Length; row++)
        {
            sizes[labels[row]]++;
            var (other, distance) = nearest[row];
            if (other <= row || nearest[other].Row != row || distance * distance >= nearestWithin[row] * nearestWithin[other])
                continue;
            var classes = (Math.Min(labels[row], labels[other]), Math.Max(labels[row], labels[other]));
            pairs[classes] = pairs.GetValueOrDefault(classes) + 1;
        }

        return
        [
            .. pairs
                .Select(pair => (pair.Key, pair.Value, Share: (double)pair.Value / Math.Min(sizes[pair.Key.Item1], sizes[pair.Key.Item2])))
                .Where(pair => pair.Share >= LeastShare && pair.Value >= LeastPairs)
                .OrderByDescending(pair => pair.Share).ThenBy(pair => pair.Key)
                .Select(pair => new SharedClasses(labelNames[pair.Key.Item1], labelNames[pair.Key.Item2], pair.Value, pair.Share)),
        ];
    }
}
