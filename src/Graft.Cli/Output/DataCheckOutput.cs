using System.Collections.Immutable;
using System.Globalization;
using nietras.SeparatedValues;

namespace Graft.Cli.Output;

/// <summary>What a check of the data found, as text, JSON or CSV.</summary>
internal static class DataCheckOutput
{
    public static void Write(string format, CheckReport report, ImmutableArray<string> paths, int top, string? groupPath)
    {
        switch (format)
        {
            case "json": WriteJson(report, paths, groupPath); break;
            case "csv": WriteCsv(report); break;
            default: DataCheckText.Write(report, top, groupPath); break;
        }
    }

    private static void WriteJson(CheckReport report, ImmutableArray<string> paths, string? groupPath) => Json.Write(new
    {
        report.RowCount,
        report.FeatureCount,
        Classes = report.LabelNames,
        report.TrainCount,
        report.TestCount,
        report.ConstantFeatureCount,
        report.NearDuplicates,
        DuplicateGroups = report.Groups.Zip(paths).GroupBy(row => row.First, row => row.Second).Where(group => group.Skip(1).Any()).Select(group => group.ToArray()),
        report.SharedClasses,
        report.DoubtfulLabels,
        report.DoubtNote,
        report.Outliers,
        report.SmallClasses,
        report.FileTraits,
        report.FileNote,
        Groups = groupPath,
    });

    /// <summary>All findings in one flat table; what a kind does not have is empty.</summary>
    private static void WriteCsv(CheckReport report)
    {
        using var writer = Sep.New(',').Writer(options => options with { Escape = true }).To(Console.Out);
        writer.Header.Add(["kind", "rank", "path", "class", "other path", "other class", "value"]);
        Add("near-duplicate", report.NearDuplicates, item => (item.Path, item.Class, item.OtherPath, item.OtherClass, item.Share));
        Add("shared-classes", report.SharedClasses, item => ("", item.Class, "", item.OtherClass, item.Share));
        Add("doubtful-label", report.DoubtfulLabels, item => (item.Path, item.Class, "", item.LikelyClass, item.Margin));
        Add("outlier", report.Outliers, item => (item.Path, item.Class, "", "", item.Ratio));
        Add("small-class", report.SmallClasses, item => ("", item.Class, "", "", item.RowCount));
        foreach (var leak in report.FileTraits?.Leaks ?? [])
            Add($"file-trait: {leak.Trait} {leak.Value}", leak.Shares, item => ("", item.Class, "", "", item.Share));

        void Add<T>(string kind, ImmutableArray<T> items, Func<T, (string Path, string Class, string OtherPath, string OtherClass, double Value)> line)
        {
            for (var i = 0; i < items.Length; i++)
            {
                var (path, name, otherPath, otherClass, value) = line(items[i]);
                using var row = writer.NewRow();
                row[0].Set(kind);
                row[1].Set((i + 1).ToString(CultureInfo.InvariantCulture));
                row[2].Set(path);
                row[3].Set(name);
                row[4].Set(otherPath);
                row[5].Set(otherClass);
                row[6].Set(value.ToString("R", CultureInfo.InvariantCulture));
            }
        }
    }
}
