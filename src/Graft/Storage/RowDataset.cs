using System.Collections.Immutable;

namespace Graft;

/// <summary>A dataset that has a row for each row of the main one: the features of the same image at another layer.</summary>
/// <param name="Name">Name in the file; see <see cref="NameOf"/>.</param>
/// <param name="RowShape">Shape of one row, such as [25088]. Every side at least 1.</param>
/// <param name="Layer">Exact name of the layer.</param>
public sealed record RowDataset(string Name, ImmutableArray<int> RowShape, string Layer)
{
    /// <summary>Names of links have at most 255 bytes; that of the checksums is longer than this one.</summary>
    private const int LongestLayer = 200;

    /// <summary>
    /// The name that a layer's dataset has: <c>features_</c> and the name of the layer, whose characters outside
    /// A-Z, a-z, 0-9, <c>_</c>, <c>.</c> and <c>-</c> become <c>_</c>, and of which at most 200 are taken. Where it is
    /// taken, <c>_2</c>, <c>_3</c> and so on is put behind it.
    /// </summary>
    /// <param name="layer">Exact name of the layer.</param>
    /// <param name="taken">Names of the other datasets.</param>
    public static string NameOf(string layer, params IEnumerable<string> taken)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        var name = FeatureFileNames.OtherFeatures + string.Concat(layer.Take(LongestLayer).Select(letter => IsPlain(letter) ? letter : '_'));
        var others = taken.ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, others.Count + 1).Select(number => number == 1 ? name : $"{name}_{number}").First(unique => !others.Contains(unique));
    }

    /// <summary>As a record's, but by the sides of the shape.</summary>
    public bool Equals(RowDataset? other) =>
        other is not null && Name == other.Name && Layer == other.Layer && RowShape.AsSpan().SequenceEqual(other.RowShape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Layer);

    /// <exception cref="ArgumentException">A side is less than 1, there is no layer, or the name is none of such a dataset.</exception>
    internal void Check()
    {
        if (RowShape.IsDefaultOrEmpty || RowShape.Any(side => side < 1))
            throw new ArgumentException($"A row of '{Name}' needs at least one value.", nameof(RowShape));
        if (string.IsNullOrEmpty(Layer))
            throw new ArgumentException($"'{Name}' needs a layer.", nameof(Layer));
        if (!Name.StartsWith(FeatureFileNames.OtherFeatures, StringComparison.Ordinal) || Name.Length > FeatureFileNames.OtherFeatures.Length + LongestLayer + 16 || !Name.All(IsPlain))
            throw new ArgumentException($"'{Name}' is no name of a dataset beside 'features'; RowDataset.NameOf makes one.", nameof(Name));
    }

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-';
}
