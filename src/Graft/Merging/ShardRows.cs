using System.Collections.Immutable;

namespace Graft;

/// <summary>The rows of a shard, read a stretch at a time, as they are mostly asked for in rising order.</summary>
/// <param name="file">The shard.</param>
/// <param name="others">Datasets beside the main one.</param>
/// <param name="rowLength">Bytes of a row, those of the others included.</param>
/// <param name="stretch">Rows that are read at a time, at least 1.</param>
internal sealed class ShardRows(FinishedFile file, ImmutableArray<RowDataset> others, int rowLength, int stretch)
{
    private byte[] _rows = [];
    private int _first;
    private int _count;

    /// <summary>Rows that follow one another, at least one and as many as are at hand.</summary>
    /// <param name="row">The first.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="FeatureFileException">The file is damaged.</exception>
    public ReadOnlySpan<byte> Read(int row, int count)
    {
        if (row < _first || row >= _first + _count)
        {
            _count = 0;
            var read = Math.Min(stretch, file.Paths.Length - row);
            if (_rows.Length < read * rowLength)
                _rows = GC.AllocateUninitializedArray<byte>(read * rowLength);
            file.ReadBytes(row, read, others, _rows.AsSpan(0, read * rowLength));
            (_first, _count) = (row, read);
        }

        return _rows.AsSpan((row - _first) * rowLength, Math.Min(count, _first + _count - row) * rowLength);
    }
}
