using System.Collections.Immutable;

namespace Graft;

/// <summary>
/// Finds rows that lie far from all others: by the distance to the k-th nearest row (Ramaswamy, Rastogi, Shim: "Efficient
/// Algorithms for Mining Outliers from Large Data Sets", SIGMOD 2000), as a multiple of what is usual in the class, since
/// classes are not equally varied.
/// </summary>
internal static class Outliers
{
    // One duplicate, or three, hide no outlier.
    private const int Neighbor = 5;

    // Deviations of the logarithm from its median, in units that are standard deviations where it is normal, from which a
    // value is called an outlier: Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993.
    private const double MostDeviations = 3.5;

    // A median of fewer rows says little of a class.
    private const int FewRows = 5;

    public static ImmutableArray<OutlyingRow> Of(NeighborGraph graph, IFeatureRows rows)
    {
        var (n, k) = (rows.RowCount, Math.Min(Neighbor, graph.NeighborCount));
        double[] distances = [.. Enumerable.Range(0, n).Select(row => (double)graph.Distances(row)[k - 1])];
        var all = Median.Of(distances);
        double[] usual =
        [
            .. ClassRows.Of(rows.Labels, rows.LabelNames.Length).Select(members => members.Count >= FewRows && Median.Of(members.Select(row => distances[row])) is > 0 and var median ? median : all),
        ];
        double[] ratios = [.. Enumerable.Range(0, n).Select(row => Ratio(distances[row], usual[rows.Labels[row]]))];
        double[] deviations = [.. ratios.Where(ratio => ratio > 0).Select(ratio => Math.Abs(Math.Log(ratio)))];
        // 1.4826 turns a median deviation into the standard deviation of a normal distribution.
        var limit = deviations.Length == 0 ? double.PositiveInfinity : Math.Exp(MostDeviations * 1.4826 * Median.Of(deviations));
        return
        [
            .. Enumerable.Range(0, n).Where(row => ratios[row] > Math.Max(1, limit)).OrderByDescending(row => ratios[row])
                .Select(row => new OutlyingRow(rows.Paths[row], rows.LabelNames[rows.Labels[row]], ratios[row])),
        ];
    }

    /// <summary>Where most rows of all are equal there is none that is usual.</summary>
    private static double Ratio(double distance, double usual) => usual > 0 ? distance / usual : 1;
}
