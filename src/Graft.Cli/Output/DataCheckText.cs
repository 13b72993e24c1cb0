using System.Collections.Immutable;

namespace Graft.Cli.Output;

/// <summary>The plain words of <c>check</c>: a summary, then the first of each kind, and what to do about them.</summary>
internal static class DataCheckText
{
    private const int PathLength = 48;

    public static void Write(CheckReport report, int top, string? groupPath)
    {
        WriteSummary(report);
        WriteDuplicates(report, top, groupPath);
        WriteTable(
            "Classes that seem to share photos", ["class ", "class ", "pairs", "share"], report.SharedClasses, top,
            item => [item.Class, item.OtherClass, $"{item.PairCount:N0}", Percent(item.Share)],
            "Join the two, or see to it that a photo and its crop are on the same side of the split ('train --groups').");
        WriteTable(
            "Labels that are probably wrong", ["path ", "class ", "looks like ", "margin", "sure "], report.DoubtfulLabels, top,
            item => [Short(item.Path), item.Class, item.LikelyClass, $"{item.Margin:F2}", item.IsConfident ? "yes" : ""],
            "Look at the photos; move those that are in the wrong folder, and extract the features again.");
        WriteTable(
            "Outliers", ["path ", "class ", "times the usual distance"], report.Outliers, top,
            item => [Short(item.Path), item.Class, $"{item.Ratio:F2}"],
            "Look at the photos; remove those that show something else, or nothing.");
        WriteTable(
            "Small classes", ["class ", "rows", "what it means "], report.SmallClasses, top,
            item => [item.Class, $"{item.RowCount:N0}", item.Reason],
            "Add photos, or join or remove these classes.");
        WriteLeaks(report, top);
    }

    private static void WriteSummary(CheckReport report)
    {
        var pairs = report.NearDuplicates;
        Lines.Write(
            $"{report.RowCount:N0} rows x {report.FeatureCount:N0} features of {report.LabelNames.Length:N0} classes; " +
            (report.TestCount == 0 ? "no test rows." : $"{report.TrainCount:N0} to train on, {report.TestCount:N0} to test on."));
        Lines.Write(
            $"near-duplicates       {pairs.Length:N0} {(pairs.Length == 1 ? "pair" : "pairs")}, {pairs.Count(pair => pair.IsAcrossSplit):N0} of them across the split, {pairs.Count(pair => pair.HasDifferentLabels):N0} with different labels");
        Lines.Write($"shared classes        {report.SharedClasses.Length:N0} {(report.SharedClasses.Length == 1 ? "pair" : "pairs")}");
        Lines.Write($"doubtful labels       {report.DoubtfulLabels.Count(item => item.IsConfident):N0}, and {report.DoubtfulLabels.Count(item => !item.IsConfident):N0} that are less sure{(report.DoubtNote is null ? "" : $" ({report.DoubtNote})")}");
        Lines.Write($"outliers              {report.Outliers.Length:N0}");
        Lines.Write($"small classes         {report.SmallClasses.Length:N0}");
        Lines.Write($"constant features     {report.ConstantFeatureCount:N0}");
        Lines.Write(report.FileTraits is not { } traits
            ? $"files                 not looked at: {report.FileNote}; say with --images where the photos are"
            : $"files                 {(traits.Accuracy is { } accuracy ? $"alone tell the class of {Percent(accuracy)} of {traits.PhotoCount:N0} photos, where guessing tells {Percent(traits.Guess)}" : "of one class tell nothing")}" +
              (report.FileNote is null ? "" : $" ({report.FileNote})"));
    }

    private static void WriteDuplicates(CheckReport report, int top, string? groupPath) => WriteTable(
        "Near-duplicates", ["path ", "path ", "distance", "of usual", "labels ", "split "], report.NearDuplicates, top,
        item =>
        [
            Short(item.Path), Short(item.OtherPath), $"{item.Distance:G4}", Percent(item.Share),
            item.HasDifferentLabels ? $"{item.Class} / {item.OtherClass}" : "same", item.IsAcrossSplit ? "across" : "",
        ],
        groupPath is null
            ? "Remove one of each pair, or keep both on one side of the split: 'check --write-groups GROUPS.csv', then 'train --groups GROUPS.csv'."
            : $"{groupPath} keeps each group on one side of the split: 'train --groups {groupPath}'.");

    private static void WriteLeaks(CheckReport report, int top) => WriteTable(
        "Traits of the files that tell classes apart", ["trait ", "Cramér's V", "p", "such as "], report.FileTraits?.Leaks ?? [], top,
        item => [item.Trait, $"{item.CramersV:F2}", $"{item.PValue:F3}", Example(item)],
        "A classifier may learn these instead of what is in the photos. Bring all photos to one form, or add photos of each form to every class.");

    private static string Example(FileLeak leak)
    {
        var (most, least) = (leak.Shares[0], leak.Shares[^1]);
        return $"{(leak.Value is "yes" or "no" or "none" ? $"'{leak.Value}'" : leak.Value)}: {Percent(most.Share)} of {most.Class}, {Percent(least.Share)} of {least.Class}";
    }

    private static void WriteTable<T>(string title, string[] columns, ImmutableArray<T> items, int top, Func<T, string[]> line, string advice)
    {
        if (items.IsEmpty)
            return;
        Console.Out.WriteLine();
        Lines.Write(items.Length > top ? $"{title} (first {top:N0} of {items.Length:N0}; --top shows more)" : title);
        TextTable.Write(columns, items.Take(top).Select(line));
        Lines.Write(advice);
    }

    private static string Percent(double share) => $"{100 * share:F0}%";

    /// <summary>The end of a long path says more than its beginning; a character of two halves is not cut in two.</summary>
    private static string Short(string path)
    {
        if (path.Length <= PathLength)
            return path;
        var start = path.Length - PathLength + 1;
        return "…" + path[(char.IsLowSurrogate(path[start]) ? start + 1 : start)..];
    }
}
