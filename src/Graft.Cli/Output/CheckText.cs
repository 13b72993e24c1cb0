using System.Collections.Immutable;

namespace Graft.Cli.Output;

/// <summary>What a check of every row found.</summary>
internal static class CheckText
{
    private const int RowsShown = 20;

    /// <param name="check">What was found.</param>
    /// <param name="paths">Image of each row.</param>
    /// <param name="arePixels">Whether rows are images of a pack, whose values are always finite.</param>
    public static void Write(FeatureFileCheck check, ImmutableArray<string> paths, bool arePixels)
    {
        var layers = check.Others.IsEmpty ? "" : $" at {check.Others.Length + 1} layers";
        var hasChecksums = check.HasChecksums && check.Others.All(other => other.HasChecksums);
        var what = $"Checked {check.RowCount:N0} {(arePixels ? "images" : "rows")}{layers}{(hasChecksums ? "" : ", which have no checksums")}";
        Console.Out.WriteLine(check.IsSound ? $"{what}: {Sound(hasChecksums, arePixels)}." : $"{what}: {Unsound(check, arePixels)}.");
        if (check.IsSound)
            return;
        var rows = check.Others.Prepend(check).SelectMany(layer => Found(layer, check.Others.IsEmpty ? "" : $"layer {layer.Layer}: ")).OrderBy(item => item.Row).ToList();
        TextTable.Write(["row", "path ", "found "], rows.Take(RowsShown).Select(item => new[] { $"{item.Row}", paths[item.Row], item.What }));
        if (rows.Count > RowsShown)
            Console.Out.WriteLine($"... and {rows.Count - RowsShown:N0} more; --format json lists all.");
    }

    private static IEnumerable<(int Row, string What)> Found(FeatureFileCheck check, string where) =>
        check.DamagedRows.Select(row => (Row: row, What: where + (check.HasChecksums ? "checksum is wrong" : "cannot be read")))
            .Concat(check.NonFiniteRows.Select(row => (row.Row, What: where + (row.Count == 1
                ? $"1 value NaN or infinite, in column {row.FirstColumn:N0}"
                : $"{row.Count:N0} values NaN or infinite, first in column {row.FirstColumn:N0}"))));

    private static string Sound(bool hasChecksums, bool arePixels) => string.Join(", ", Both(
        hasChecksums ? "all checksums are right" : arePixels ? "all can be read" : null,
        arePixels ? null : "all values are finite"));

    private static string Unsound(FeatureFileCheck check, bool arePixels)
    {
        var all = check.Others.Prepend(check).ToList();
        var (damaged, nonFinite) = (all.Sum(layer => layer.DamagedRows.Length), all.Sum(layer => layer.NonFiniteRows.Length));
        return string.Join(", ", Both(
            check.HasChecksums ? $"{damaged:N0} with a wrong checksum" : arePixels ? $"{damaged:N0} cannot be read" : null,
            arePixels ? null : $"{nonFinite:N0} with values that are not finite"));
    }

    private static IEnumerable<string> Both(string? one, string? other) => new[] { one, other }.OfType<string>();
}
