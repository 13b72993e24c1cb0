using System.Collections.Immutable;

namespace Graft;

/// <summary>Takes some of a list from all over it, so that of photos in order of their classes there are some of several.</summary>
internal static class EvenSpread
{
    /// <summary>Places in a list, the first being 0; all where there are no more than are wanted.</summary>
    public static ImmutableArray<int> Places(int length, int most)
    {
        var count = Math.Min(most, length);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)i * length / count))];
    }

    /// <summary>What is at these places.</summary>
    public static ImmutableArray<T> Of<T>(IReadOnlyList<T> list, int most) => [.. Places(list.Count, most).Select(place => list[place])];
}
