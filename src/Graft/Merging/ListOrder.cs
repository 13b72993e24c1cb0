using System.Collections.Immutable;

namespace Graft;

/// <summary>The rows of all shards of a list, in the order of the list.</summary>
internal sealed class ListOrder
{
    private readonly IReadOnlyList<ShardFile> _shards;

    // Of each row: number of the shard in the upper half, and its row there in the lower.
    private readonly long[] _places;

    /// <param name="shards">All of them, whose rows are at different positions.</param>
    public ListOrder(IReadOnlyList<ShardFile> shards)
    {
        const long none = -1;
        _shards = shards;
        _places = new long[shards[0].Part.Count];
        Array.Fill(_places, none);
        for (var shard = 0; shard < shards.Count; shard++)
        {
            var positions = shards[shard].Part.Positions;
            for (var row = 0; row < positions.Length; row++)
                _places[positions[row]] = ((long)shard << 32) | (uint)row;
        }

        // Images that cannot be read leave no gap.
        RowCount = 0;
        foreach (var place in _places)
        {
            if (place != none)
                _places[RowCount++] = place;
        }
    }

    /// <summary>Rows of all shards together.</summary>
    public int RowCount { get; }

    /// <summary>Reads rows that follow one another in the list, with all that belongs to them. Safe to call from many threads.</summary>
    /// <param name="first">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="others">Datasets beside the main one.</param>
    /// <param name="piece">Receives them.</param>
    /// <exception cref="FeatureFileException">A shard is damaged.</exception>
    public void Read(int first, int count, ImmutableArray<RowDataset> others, MergedPiece piece)
    {
        var places = _places.AsSpan(first, count).ToArray();
        for (var i = 0; i < count; i++)
        {
            var (file, row) = (_shards[(int)(places[i] >> 32)].File, (int)places[i]);
            (piece.Labels[i], piece.Paths[i]) = (file.Labels[row], file.Paths[row]);
        }

        // Shard by shard, so that what lies together in one is read at once.
        var targets = new int[count];
        for (var i = 0; i < count; i++)
            targets[i] = i;
        Array.Sort(places, targets);
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && places[end] == places[end - 1] + 1)
                end++;
            piece.Read(_shards[(int)(places[start] >> 32)].File, (int)places[start], others, targets.AsSpan(start, end - start));
            start = end;
        }
    }
}
