using System.Numerics;

namespace Graft.Hdf5;

/// <summary>
/// The index of chunks of a dataset that can grow along one axis: some entries in an index block, more in data blocks
/// that double in size, the later of them behind super blocks. HDF5 File Format Specification 3.0, section VII.D.
/// </summary>
internal sealed class ExtensibleArray
{
    private const int HeaderLength = 72;

    /// <summary>Entries that take no room in the file because nothing was written near them.</summary>
    private const int MaxEmptyEntries = 1 << 20;
    private const int PrefixLength = 4 + 1 + 1 + 8;

    private readonly Hdf5Source _source;
    private readonly ChunkElements _elements;
    private readonly int _offsetSize;
    private readonly long _minElements;
    private readonly long _pageElements;
    private readonly long _count;

    public ExtensibleArray(Hdf5Source source, long address, bool isFiltered, int chunkLength)
    {
        _source = source;
        var header = new Hdf5Cursor(source.ReadChecked(address, HeaderLength, "EAHD"u8));
        header.Skip(5);
        int clientId = header.Byte();
        _elements = ChunkElements.Check(isFiltered, header.Byte(), chunkLength, clientId);
        var (maxBits, indexElements, minElements, minPointers, pageBits) = (header.Byte(), header.Byte(), header.Byte(), header.Byte(), header.Byte());
        header.Skip(32);
        // Entries ever set, the last of them not empty.
        _count = header.Length();
        header.Skip(8);
        var indexBlock = header.Address();
        if (indexBlock == Hdf5Cursor.Undefined)
            return;
        if (maxBits is 0 or > 64 || pageBits > 40 || !BitOperations.IsPow2(minElements) || !BitOperations.IsPow2(minPointers) || _count > (source.Size / _elements.EntrySize) + MaxEmptyEntries)
            throw Hdf5Exception.Damaged("an array of chunks has impossible sizes");
        (_offsetSize, _minElements, _pageElements) = ((maxBits + 7) / 8, minElements, 1L << pageBits);
        var superBlocks = 1 + maxBits - BitOperations.Log2(minElements);
        var inIndex = 2 * BitOperations.Log2(minPointers);
        ReadIndexBlock(indexBlock, indexElements, 2 * (minPointers - 1), inIndex, superBlocks);
    }

    public List<ChunkPlace?> Places { get; } = [];

    private bool IsDone => Places.Count >= _count;

    private void ReadIndexBlock(long address, int elements, int dataPointers, int superBlocksInIndex, int superBlocks)
    {
        var length = PrefixLength + (elements * _elements.EntrySize) + (8 * dataPointers) + (8 * Math.Max(0, superBlocks - superBlocksInIndex)) + 4;
        var cursor = new Hdf5Cursor(_source.ReadChecked(address, length, "EAIB"u8));
        cursor.Skip(PrefixLength);
        for (var i = 0; i < elements; i++)
            Places.Add(_elements.Next(ref cursor));
        for (var level = 0; level < superBlocks && !IsDone; level++)
        {
            if (level >= superBlocksInIndex)
            {
                ReadSuperBlock(cursor.Address(), level);
                continue;
            }

            for (long block = 0; block < BlockCount(level); block++)
                ReadDataBlock(cursor.Address(), BlockElements(level), []);
        }
    }

    private void ReadSuperBlock(long address, int level)
    {
        var (blocks, elements) = (BlockCount(level), BlockElements(level));
        if (address == Hdf5Cursor.Undefined)
        {
            AddEmpty(blocks * elements);
            return;
        }

        var bitmapLength = elements > _pageElements ? ((elements / _pageElements) + 7) / 8 : 0;
        var block = _source.ReadChecked(address, PrefixLength + _offsetSize + (blocks * bitmapLength) + (8 * blocks) + 4, "EASB"u8);
        var bitmaps = block.AsSpan(PrefixLength + _offsetSize, (int)(blocks * bitmapLength));
        var cursor = new Hdf5Cursor(block.AsSpan(PrefixLength + _offsetSize + bitmaps.Length));
        for (var i = 0; i < blocks && !IsDone; i++)
            ReadDataBlock(cursor.Address(), elements, bitmaps.Slice((int)(i * bitmapLength), (int)bitmapLength));
    }

    private void ReadDataBlock(long address, long elements, ReadOnlySpan<byte> pageBitmap)
    {
        if (IsDone)
            return;
        if (address == Hdf5Cursor.Undefined)
        {
            AddEmpty(elements);
            return;
        }

        var prefix = PrefixLength + _offsetSize;
        if (pageBitmap.IsEmpty)
        {
            var block = _source.ReadChecked(address, prefix + (elements * _elements.EntrySize) + 4, "EADB"u8);
            _elements.AddTo(Places, block.AsSpan(prefix), elements);
            return;
        }

        _source.ReadChecked(address, prefix + 4, "EADB"u8);
        var (pageAddress, pageLength) = (address + prefix + 4, (_pageElements * _elements.EntrySize) + 4);
        for (long page = 0; page < elements / _pageElements && !IsDone; page++)
        {
            if ((pageBitmap[(int)(page / 8)] & (0x80 >> (int)(page % 8))) != 0)
            {
                var data = _source.ReadBlock(pageAddress, pageLength);
                Lookup3.Check(data, pageAddress);
                _elements.AddTo(Places, data, _pageElements);
            }
            else
            {
                AddEmpty(_pageElements);
            }

            pageAddress += pageLength;
        }
    }

    private void AddEmpty(long count) => Places.AddRange(Enumerable.Repeat<ChunkPlace?>(null, (int)Math.Min(count, _count - Places.Count)));

    private static long BlockCount(int level) => 1L << (level / 2);

    private long BlockElements(int level) => _minElements << ((level + 1) / 2);
}
