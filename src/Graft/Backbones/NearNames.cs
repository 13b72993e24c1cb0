namespace Graft;

/// <summary>Finds what somebody may have meant.</summary>
internal static class NearNames
{
    /// <summary>The names that contain <paramref name="name"/>, or become it by changing two of its letters, or a third of them; those nearest first.</summary>
    public static string[] Of(string name, IEnumerable<string> known) =>
    [
        .. known
            .Select(candidate => (Name: candidate, Distance: Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(near => near.Distance <= Math.Max(2, name.Length / 3) || (name.Length > 1 && near.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(near => near.Distance)
            .Select(near => near.Name),
    ];

    /// <summary>Levenshtein's: letters to insert, remove or replace.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
