namespace Graft.Hdf5;

/// <summary>
/// The places of all chunks of a dataset, read once from whichever index the file has: HDF5 File Format Specification
/// 3.0, sections III.A and VII. With it a chunk is found without walking the index again.
/// </summary>
internal sealed class ChunkTable
{
    private readonly Dictionary<long, ChunkPlace> _places = [];
    private readonly ChunkGrid _grid;
    private readonly Hdf5Source _source;

    private ChunkTable(Hdf5Source source, ChunkGrid grid) => (_source, _grid) = (source, grid);

    public static ChunkTable Read(Hdf5Source source, ChunkGrid grid, ChunkIndexing indexing, bool isFiltered)
    {
        var table = new ChunkTable(source, grid);
        if (indexing.Address == Hdf5Cursor.Undefined || grid.ChunkCount == 0)
            return table;
        switch (indexing)
        {
            case ChunkIndexing.Tree1:
                table.ReadTree1(indexing.Address, BTree1.AnyLevel, []);
                break;
            case ChunkIndexing.Single single:
                table._places[0] = new ChunkPlace(single.Address, single.StoredLength ?? grid.ChunkLength, single.FilterMask);
                break;
            case ChunkIndexing.Implicit:
                table.ReadImplicit(indexing.Address);
                break;
            case ChunkIndexing.FixedArray:
                table.Add(FixedArray.Read(source, indexing.Address, isFiltered, grid.ChunkLength), isExtensible: false);
                break;
            case ChunkIndexing.ExtensibleArray:
                table.Add(new ExtensibleArray(source, indexing.Address, isFiltered, grid.ChunkLength).Places, isExtensible: true);
                break;
            case ChunkIndexing.Tree2:
                table.ReadTree2(indexing.Address, isFiltered);
                break;
        }

        return table;
    }

    /// <summary>Numbers of the chunks that were written.</summary>
    public IReadOnlyCollection<long> Numbers => _places.Keys;

    /// <summary>Null when the chunk was never written.</summary>
    public ChunkPlace? Find(long number) => _places.TryGetValue(number, out var place) ? place : null;

    private void Add(IEnumerable<ChunkPlace?> places, bool isExtensible)
    {
        long index = 0;
        foreach (var place in places)
        {
            if (place is { } found && _grid.NumberOfMax(index, isExtensible) is { } number)
                _places[number] = found;
            index++;
        }
    }

    private void ReadTree1(long address, int level, HashSet<long> visited)
    {
        var rank = _grid.Counts.Length;
        var node = BTree1.ReadNode(_source, address, BTree1.ChunkNode, 8 + ((rank + 1) * 8), level);
        if (!visited.Add(address))
            throw Hdf5Exception.Damaged("an index of chunks leads back to itself");
        var coordinates = new long[rank];
        for (var i = 0; i < node.Children.Length; i++)
        {
            if (node.Level > 0)
            {
                ReadTree1(node.Children[i], node.Level - 1, visited);
                continue;
            }

            var key = new Hdf5Cursor(node.Keys[i]);
            var (length, mask) = (key.UInt32(), key.UInt32());
            for (var axis = 0; axis < rank; axis++)
                coordinates[axis] = key.Length() / _grid.ChunkShape[axis];
            if (_grid.Number(coordinates) is { } number)
                _places[number] = new ChunkPlace(node.Children[i], length, mask);
        }
    }

    private void ReadImplicit(long address)
    {
        if ((UInt128)_grid.ChunkCount * (ulong)_grid.ChunkLength > (ulong)_source.Size)
            throw Hdf5Exception.Damaged("its chunks take more room than the file has");
        for (long number = 0; number < _grid.ChunkCount; number++)
        {
            var place = (UInt128)address + (_grid.IndexOfMax(number) * (ulong)_grid.ChunkLength);
            if (place > (ulong)_source.Size)
                throw Hdf5Exception.Damaged("its chunks take more room than the file has");
            _places[number] = new ChunkPlace((long)place, _grid.ChunkLength, 0);
        }
    }

    private void ReadTree2(long address, bool isFiltered)
    {
        var rank = _grid.Counts.Length;
        var coordinates = new long[rank];
        foreach (var record in BTree2.Records(_source, address))
        {
            var sizeLength = isFiltered ? record.Length - 12 - (8 * rank) : 0;
            if (sizeLength < 0)
                throw Hdf5Exception.Damaged("the index of chunks has records that are too short");
            var cursor = new Hdf5Cursor(record);
            var chunk = cursor.Address();
            var (length, mask) = isFiltered ? ((long)Math.Min(cursor.UIntOf(sizeLength), long.MaxValue), cursor.UInt32()) : (_grid.ChunkLength, 0u);
            for (var axis = 0; axis < rank; axis++)
                coordinates[axis] = cursor.Length();
            if (_grid.Number(coordinates) is { } number)
                _places[number] = new ChunkPlace(chunk, length, mask);
        }
    }
}
