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
        var what = $"Checked {check.RowCount:N0} {(arePixels ? "images" : "rows")}{(check.HasChecksums ? "" : ", which have no checksums")}";
        Console.Out.WriteLine(check.IsSound ? $"{what}: {Sound(check, arePixels)}." : $"{what}: {Unsound(check, arePixels)}.");
        if (check.IsSound)
            return;
        var rows = check.DamagedRows.Select(row => (Row: row, What: check.HasChecksums ? "checksum is wrong" : "cannot be read"))
            .Concat(check.NonFiniteRows.Select(row => (row.Row, What: row.Count == 1
                ? $"1 value NaN or infinite, in column {row.FirstColumn:N0}"
                : $"{row.Count:N0} values NaN or infinite, first in column {row.FirstColumn:N0}")))
            .OrderBy(item => item.Row).ToList();
        TextTable.Write(["row", "path ", "found "], rows.Take(RowsShown).Select(item => new[] { $"{item.Row}", paths[item.Row], item.What }));
        if (rows.Count > RowsShown)
            Console.Out.WriteLine($"... and {rows.Count - RowsShown:N0} more; --format json lists all.");
    }

    private static string Sound(FeatureFileCheck check, bool arePixels) => string.Join(", ", Both(
        check.HasChecksums ? "all checksums are right" : arePixels ? "all can be read" : null,
        arePixels ? null : "all values are finite"));

    private static string Unsound(FeatureFileCheck check, bool arePixels) => string.Join(", ", Both(
        check.HasChecksums ? $"{check.DamagedRows.Length:N0} with a wrong checksum" : arePixels ? $"{check.DamagedRows.Length:N0} cannot be read" : null,
        arePixels ? null : $"{check.NonFiniteRows.Length:N0} with values that are not finite"));

    private static IEnumerable<string> Both(string? one, string? other) => new[] { one, other }.OfType<string>();
}
