using System.Text.RegularExpressions;

namespace Graft;

/// <summary>One of several parts of a list of images that have no image in common, for one task of many.</summary>
public sealed partial record Shard
{
    /// <summary>The most shards that a list is divided into.</summary>
    public const int MostShards = 100_000;

    /// <param name="number">Which one, from 1 to <paramref name="count"/>.</param>
    /// <param name="count">How many there are, from 1 to <see cref="MostShards"/>.</param>
    /// <param name="by">How the list is divided.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public Shard(int number, int count, ShardBy by = ShardBy.Hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostShards);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, count);
        (Number, Count, By) = (number, count, by);
    }

    /// <summary>Which one, from 1 on.</summary>
    public int Number { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>How the list is divided.</summary>
    public ShardBy By { get; }

    /// <summary><see cref="By"/> as it is written in files and on the command line.</summary>
    internal string Division => By.ToString().ToLowerInvariant();

    /// <summary>The name that its file has in a folder of shards, such as <c>shard-0003-of-0008.h5</c>.</summary>
    public string FileName => $"shard-{Number:D4}-of-{Count:D4}.h5";

    /// <summary>As it is written in files and on the command line, such as <c>3/8</c>.</summary>
    public override string ToString() => $"{Number}/{Count}";

    /// <summary>Reads <c>3/8</c>.</summary>
    /// <returns>Null when it is not that, or a number is out of range.</returns>
    public static Shard? Parse(string text, ShardBy by = ShardBy.Hash)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(Written().Match(text), by);
    }

    /// <summary>Which shard a file is by its name in a folder of shards; null when the name is another.</summary>
    internal static Shard? OfFileName(string name) => Of(Named().Match(name), ShardBy.Hash);

    /// <summary>
    /// Whether an image belongs to it. The hash is XXH64 (seed 0) of the path in UTF-8, and its share of all numbers of 64
    /// bits is the shard's place among the shards, so that it can be computed anywhere.
    /// </summary>
    /// <param name="path">The image.</param>
    /// <param name="position">Its place in the list, from 0 on.</param>
    /// <param name="listCount">Images in the list.</param>
    internal bool Holds(string path, int position, int listCount) => Number - 1 == (By == ShardBy.Hash
        ? (int)(ulong)(((UInt128)PathHash.Of(path) * (UInt128)Count) >> 64)
        // The first position of shard k of n is ceil(k * listCount / n).
        : (int)((long)position * Count / listCount));

    /// <summary>Of a text that has the two numbers, if it has, and they are in range.</summary>
    private static Shard? Of(Match match, ShardBy by) =>
        int.TryParse(match.Groups[1].Value, out var number) && int.TryParse(match.Groups[2].Value, out var count)
        && count is >= 1 and <= MostShards && number >= 1 && number <= count ? new Shard(number, count, by) : null;

    [GeneratedRegex(@"^([0-9]{1,6})/([0-9]{1,6})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Written();

    [GeneratedRegex(@"^shard-([0-9]{4,6})-of-([0-9]{4,6})\.h5\z", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
