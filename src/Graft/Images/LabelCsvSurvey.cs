using System.Collections.Immutable;

namespace Graft;

/// <summary>What must be known of a whole list before a part of it can be taken.</summary>
/// <param name="Count">Lines.</param>
/// <param name="LabelNames">Class names in ordinal order.</param>
/// <param name="Sha256">The <see cref="ImageListHash"/>.</param>
internal sealed record LabelCsvSurvey(int Count, ImmutableArray<string> LabelNames, string Sha256)
{
    /// <summary>Reads the list, and sees that no path comes twice.</summary>
    /// <exception cref="ImageFolderException">It cannot be read, lacks a column, or has a bad line.</exception>
    public static LabelCsvSurvey Of(string path)
    {
        using var sha256 = new ImageListHash();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var hashes = new List<ulong>();
        PathCsv.ForEach(path, "label", LabelCsv.Failure(path), line =>
        {
            sha256.Add(line.Path, line.Value);
            names.Add(line.Value);
            hashes.Add(PathHash.Of(line.Path));
        });
        var count = hashes.Count;
        hashes.Sort();
        RequireOnce(path, [.. Enumerable.Range(1, count - 1).Where(i => hashes[i] == hashes[i - 1]).Select(i => hashes[i])]);
        return new LabelCsvSurvey(count, [.. names.Order(StringComparer.Ordinal)], sha256.Finish());
    }

    /// <summary>Looks whether paths with the same hash are the same.</summary>
    private static void RequireOnce(string path, HashSet<ulong> suspects)
    {
        if (suspects.Count == 0)
            return;
        var requireOnce = PathCsv.Once(path, LabelCsv.Failure(path));
        PathCsv.ForEach(path, "label", LabelCsv.Failure(path), line =>
        {
            if (suspects.Contains(PathHash.Of(line.Path)))
                requireOnce(line);
        });
    }
}
