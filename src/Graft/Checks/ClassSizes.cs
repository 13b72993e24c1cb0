using System.Collections.Immutable;

namespace Graft;

/// <summary>Finds classes with too few rows.</summary>
internal static class ClassSizes
{
    // A class with less than this share of the median class is found seldom, and guessed less.
    private const double SmallShare = 0.25;

    public static ImmutableArray<SmallClass> Of(ImmutableArray<int> labels, ImmutableArray<string> labelNames, int folds)
    {
        int[] sizes = [.. ClassRows.Of(labels, labelNames.Length).Select(rows => rows.Count)];
        var median = Median.Of(sizes.Select(size => (double)size));
        return
        [
            .. Enumerable.Range(0, sizes.Length)
                .Select(k => (Label: k, Reason: Reason(sizes[k], median, folds))).Where(item => item.Reason is not null)
                .OrderBy(item => sizes[item.Label])
                .Select(item => new SmallClass(labelNames[item.Label], sizes[item.Label], item.Reason!)),
        ];
    }

    private static string? Reason(int size, double median, int folds) => size switch
    {
        0 => "no row at all",
        1 => "too few for a split into training and test",
        _ when size < folds => $"too few for {folds} folds",
        _ when size < SmallShare * median => $"less than a quarter of the median class, which has {median:0.#}",
        _ => null,
    };
}
