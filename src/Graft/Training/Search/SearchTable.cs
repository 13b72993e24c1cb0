using System.Collections.Immutable;
using System.Text.Json;

namespace Graft;

/// <summary>How the settings of a search did in the cross-validation.</summary>
public sealed record SearchTable
{
    /// <summary>Folds of each repeat.</summary>
    public required int Folds { get; init; }

    /// <summary>How often the rows were cut into folds, with another seed each time.</summary>
    public required int Repeats { get; init; }

    /// <summary>Number of settings that are compared; of a search that is not finished, fewer have a row.</summary>
    public required int SettingCount { get; init; }

    /// <summary>A row for each setting, in the order in which the settings were given.</summary>
    public required ImmutableArray<SearchRow> Rows { get; init; }

    /// <summary>The table whose JSON stands in a classifier file.</summary>
    /// <exception cref="FormatException">It lacks what a table has.</exception>
    /// <exception cref="JsonException">It is no JSON of one.</exception>
    internal static SearchTable FromJson(string json)
    {
        var table = JsonSerializer.Deserialize(json, ExportJson.Default.SearchTable);
        return table is null || table.Rows.IsDefault || table.Rows.Any(row => row is null || row.FoldAccuracies.IsDefault)
            ? throw new FormatException("its 'search' lacks rows")
            : table;
    }

    /// <summary>The first of the rows with the highest mean; null when there is none.</summary>
    internal SearchRow? Best => Rows.FirstOrDefault(row => row.Rank == 1);

    /// <summary>Gives each row the number of rows that are better, plus 1.</summary>
    internal static ImmutableArray<SearchRow> Ranked(IEnumerable<SearchRow> rows)
    {
        // Means of the same accuracies in another order may differ in the last bits.
        var list = rows.ToList();
        var means = list.Select(row => Math.Round(row.Mean, 12)).OrderDescending().ToList();
        return [.. list.Select(row => row with { Rank = means.IndexOf(Math.Round(row.Mean, 12)) + 1 })];
    }
}
