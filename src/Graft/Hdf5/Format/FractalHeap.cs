using System.Buffers.Binary;
using System.Numerics;

namespace Graft.Hdf5;

/// <summary>
/// A heap of objects by identifier, in which newer files keep many links or attributes. HDF5 File Format Specification
/// 3.0, section III.G.
/// </summary>
internal sealed class FractalHeap
{
    private const int Managed = 0;
    private const int Huge = 1;
    private const int Tiny = 2;
    private const int HugeRecordLength = 24;

    /// <summary>Objects come mostly in the order in which they lie; more blocks need not be kept.</summary>
    private const int MaxBlocks = 64;

    private readonly Hdf5Source _source;
    private readonly int _offsetSize;
    private readonly int _lengthSize;
    private readonly int _idLength;
    private readonly bool _hasBlockChecksums;
    private readonly long _hugeTree;
    private readonly int _width;
    private readonly long _startSize;
    private readonly int _directRows;
    private readonly long _root;
    private readonly int _rootRows;
    private readonly Dictionary<long, byte[]> _blocks = [];

    public FractalHeap(Hdf5Source source, long address)
    {
        _source = source;
        var cursor = new Hdf5Cursor(source.ReadBlock(address, Math.Min(146, source.Size - address)));
        Hdf5Source.CheckSignature(cursor.Bytes(4), "FRHP"u8, address);
        cursor.Skip(1);
        _idLength = cursor.UInt16();
        if (cursor.UInt16() != 0)
            throw Hdf5Exception.Unsupported("the names or attributes of a group are compressed, which is not read");
        Lookup3.Check(source.ReadBlock(address, 146), address);
        _hasBlockChecksums = (cursor.Byte() & 2) != 0;
        var maxManaged = cursor.UInt32();
        cursor.Skip(8);
        _hugeTree = cursor.Address();
        cursor.Skip(80);
        _width = cursor.UInt16();
        _startSize = cursor.Length();
        var maxDirect = cursor.Length();
        int heapBits = cursor.UInt16();
        cursor.Skip(2);
        (_root, _rootRows) = (cursor.Address(), cursor.UInt16());
        if (_width == 0 || !BitOperations.IsPow2(_startSize) || !BitOperations.IsPow2(maxDirect) || maxDirect < _startSize || maxDirect > int.MaxValue || heapBits is 0 or > 64)
            throw Hdf5Exception.Damaged($"the heap at {address:N0} has impossible sizes");
        _offsetSize = (heapBits + 7) / 8;
        _lengthSize = Math.Min(BytesFor(maxDirect), BytesFor(maxManaged));
        _directRows = BitOperations.Log2((ulong)maxDirect) - BitOperations.Log2((ulong)_startSize) + 2;
    }

    /// <summary>The object that <paramref name="id"/> stands for.</summary>
    public byte[] Read(ReadOnlySpan<byte> id)
    {
        var cursor = new Hdf5Cursor(id);
        var flags = cursor.Byte();
        switch (flags >> 4 & 3)
        {
            case Managed:
                var (offset, length) = (cursor.UIntOf(_offsetSize), cursor.UIntOf(_lengthSize));
                return ReadManaged(offset, length);
            case Tiny when _idLength <= 18:
                return cursor.Bytes((flags & 15) + 1).ToArray();
            case Huge:
                return ReadHuge(cursor.Bytes(Math.Min(8, cursor.Remaining)));
            default:
                throw Hdf5Exception.Unsupported("a heap in it holds an object of a kind that is not read");
        }
    }

    private byte[] ReadManaged(ulong offset, ulong length)
    {
        if (offset > long.MaxValue || length > (ulong)_source.Size)
            throw Hdf5Exception.Damaged("an object of a heap lies outside it");
        var (block, blockOffset) = Locate((long)offset);
        if (blockOffset > block.Length || (long)length > block.Length - blockOffset)
            throw Hdf5Exception.Damaged("an object of a heap lies outside it");
        return block.AsSpan((int)blockOffset, (int)length).ToArray();
    }

    private byte[] ReadHuge(ReadOnlySpan<byte> key)
    {
        Span<byte> padded = stackalloc byte[8];
        padded.Clear();
        key.CopyTo(padded);
        foreach (var record in BTree2.Records(_source, _hugeTree))
        {
            if (record.Length != HugeRecordLength || !record.AsSpan(16).SequenceEqual(padded))
                continue;
            var cursor = new Hdf5Cursor(record);
            return _source.ReadBlock(cursor.Address(), cursor.Length());
        }

        throw Hdf5Exception.Damaged("a large object of a heap is missing");
    }

    /// <summary>The direct block that holds a place of the heap, and where in it.</summary>
    private (byte[] Block, long Offset) Locate(long offset)
    {
        if (_rootRows == 0)
            return (DirectBlock(_root, _startSize), offset);
        var (address, rows) = (_root, _rootRows);
        while (true)
        {
            var (row, column, rowSize, rest) = Place(offset);
            if (row >= rows)
                throw Hdf5Exception.Damaged("an object of a heap lies outside it");
            var child = Child(address, rows, (row * _width) + column);
            if (row < _directRows)
                return (DirectBlock(child, rowSize), rest);
            // An indirect block as large as its row; always fewer rows than its parent, so this ends.
            rows = BitOperations.Log2((ulong)rowSize) - BitOperations.Log2((ulong)(_startSize * _width)) + 1;
            (address, offset) = (child, rest);
        }
    }

    /// <summary>Rows 0 and 1 have blocks of the starting size, each later row blocks of twice its predecessor's.</summary>
    private (int Row, int Column, long RowSize, long InBlock) Place(long offset)
    {
        var firstRow = _startSize * _width;
        var row = offset < firstRow ? 0 : BitOperations.Log2((ulong)(offset / firstRow)) + 1;
        var (rowStart, rowSize) = row == 0 ? (0, _startSize) : (firstRow << (row - 1), _startSize << (row - 1));
        var inRow = offset - rowStart;
        return (row, (int)(inRow / rowSize), rowSize, inRow % rowSize);
    }

    private long Child(long address, int rows, int index)
    {
        var head = 4 + 1 + 8 + _offsetSize;
        var block = Block(address, head + ((long)rows * _width * 8) + 4, "FHIB"u8, isChecked: true);
        return new Hdf5Cursor(block.AsSpan(head + (index * 8))).Address();
    }

    private byte[] DirectBlock(long address, long size) => Block(address, size, "FHDB"u8, isChecked: false);

    private byte[] Block(long address, long size, ReadOnlySpan<byte> signature, bool isChecked)
    {
        if (_blocks.TryGetValue(address, out var block))
            return block.Length == size ? block : throw Hdf5Exception.Damaged("two blocks of a heap overlap");
        block = isChecked ? _source.ReadChecked(address, size, signature) : _source.ReadBlock(address, size);
        Hdf5Source.CheckSignature(block, signature, address);
        if (!isChecked && _hasBlockChecksums)
            CheckDirectBlock(block, address);
        if (_blocks.Count == MaxBlocks)
            _blocks.Clear();
        return _blocks[address] = block;
    }

    /// <summary>The checksum stands in front, taken over the whole block with its own place set to zero.</summary>
    private void CheckDirectBlock(byte[] block, long address)
    {
        var place = block.AsSpan(4 + 1 + 8 + _offsetSize, 4);
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(place);
        place.Clear();
        if (Lookup3.Hash(block) != expected)
            throw Hdf5Exception.Damaged($"the checksum of the metadata at {address:N0} is wrong");
    }

    private static int BytesFor(long number) => (BitOperations.Log2((ulong)Math.Max(number, 1)) / 8) + 1;
}
