namespace Graft;

/// <summary>Which row of which shard each image of a list has.</summary>
internal sealed class ListOrder
{
    private readonly int[] _shards;
    private readonly int[] _rows;

    /// <param name="shards">All shards of the list, whose rows are at different positions.</param>
    public ListOrder(IReadOnlyList<ShardFile> shards)
    {
        _shards = new int[shards[0].Part.Count];
        _rows = new int[_shards.Length];
        Array.Fill(_shards, -1);
        for (var shard = 0; shard < shards.Count; shard++)
        {
            var positions = shards[shard].Part.Positions;
            for (var row = 0; row < positions.Length; row++)
                (_shards[positions[row]], _rows[positions[row]]) = (shard, row);
        }
    }

    /// <summary>All rows in the order of the list, those together that follow one another in a shard.</summary>
    public IEnumerable<(int Shard, int Row, int Count)> Runs()
    {
        var (shard, row, count) = (-1, 0, 0);
        for (var position = 0; position < _shards.Length; position++)
        {
            if (_shards[position] < 0)
                continue;
            if (_shards[position] == shard && _rows[position] == row + count)
            {
                count++;
                continue;
            }

            if (count > 0)
                yield return (shard, row, count);
            (shard, row, count) = (_shards[position], _rows[position], 1);
        }

        if (count > 0)
            yield return (shard, row, count);
    }
}
