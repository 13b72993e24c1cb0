using System.Collections.Immutable;
using nietras.SeparatedValues;

namespace Graft;

/// <summary>
/// The table of a search as CSV (RFC 4180, UTF-8): <c>classifier, scaling, settings, fold_1 ... fold_n, mean, deviation,
/// rank, converged</c>, a line for each setting.
/// </summary>
public static class SearchTableFile
{
    private const string FirstColumns = "classifier,scaling,settings,fold_1,";

    /// <summary>Where the table of a classifier lies: <c>NAME.search.csv</c> beside <c>NAME.onnx</c>.</summary>
    public static string PathBeside(string classifierPath) => Path.ChangeExtension(classifierPath, ".search.csv");

    /// <summary>Writes the table; it appears whole, and one that is there is replaced.</summary>
    /// <exception cref="OutputException">It cannot be written there.</exception>
    public static void Write(string path, SearchTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        using var output = new OutputFile(path, IsTable);
        output.Write(stream => Write(stream, table));
        output.Complete();
    }

    /// <summary>Makes sure, before any long work, that a table can be written to <paramref name="path"/>.</summary>
    /// <exception cref="OutputException">It cannot, or a file that is no such table has that name.</exception>
    public static void CheckWritable(string path) => OutputFile.CheckWritable(path, IsTable);

    private static bool IsTable(ReadOnlySpan<byte> start) => start.StartsWith(System.Text.Encoding.ASCII.GetBytes(FirstColumns));

    private static void Write(Stream stream, SearchTable table)
    {
        using var writer = Sep.New(',').Writer(options => options with { Escape = true }).To(stream, leaveOpen: true);
        var folds = table.Folds * table.Repeats;
        writer.Header.Add(["classifier", "scaling", "settings", .. Enumerable.Range(1, folds).Select(fold => $"fold_{fold}"), "mean", "deviation", "rank", "converged"]);
        foreach (var item in table.Rows)
        {
            using var row = writer.NewRow();
            row[0].Set(item.Classifier);
            row[1].Set(item.Scaling);
            row[2].Set(item.Settings);
            ImmutableArray<double> numbers = [.. item.FoldAccuracies, item.Mean, item.Deviation];
            for (var i = 0; i < numbers.Length; i++)
            {
                // A fold that the search has not come to is empty.
                if (double.IsNaN(numbers[i]))
                    row[i + 3].Set("");
                else
                    row[i + 3].Format(numbers[i]);
            }

            row[numbers.Length + 3].Format(item.Rank);
            row[numbers.Length + 4].Set(item.Converged ? "true" : "false");
        }
    }
}
