using System.IO.Compression;
using System.IO.Hashing;
using Graft.Hdf5;

namespace Graft;

/// <summary>
/// Writes an HDF5 file whose rows lie in chunks of whole rows, compressed or not, for readers that want it so. Chunks
/// are compressed in parallel. Reading rows at random from it is many times slower than from a file in one piece.
/// </summary>
internal sealed class ChunkedExport : IRowSink
{
    private const int ChunkLength = 1 << 20;

    private readonly RowTable _table;
    private readonly Hdf5RowOptions _options;
    private readonly OutputFile _output;
    private readonly int? _gzipLevel;
    private readonly int _rowsInChunk;
    private readonly RowFileColumns _columns = new([]);
    private readonly List<WrittenChunk> _chunks = [];
    private readonly List<byte[]> _waiting = [];
    private byte[] _chunk = [];
    private int _filled;
    private long _position = RowFileDisk.RowsOffset;

    /// <param name="path">Where it will be.</param>
    /// <param name="table">What is written, down to the element type.</param>
    /// <param name="gzipLevel">1 to 9, or null for none.</param>
    /// <exception cref="OutputException">The file cannot be written there.</exception>
    public ChunkedExport(string path, RowTable table, int? gzipLevel)
    {
        (_table, _gzipLevel, _options) = (table, gzipLevel, Hdf5Sink.Options(path, table));
        _options.Check();
        _rowsInChunk = Math.Clamp(ChunkLength / table.RowSize, 1, Math.Max(1, table.RowCount));
        _output = new OutputFile(path, Superblock.IsHdf5);
    }

    public void Add(ReadOnlySpan<byte> rows)
    {
        for (; !rows.IsEmpty; rows = rows[_table.RowSize..])
        {
            if (_filled == 0)
                _chunk = new byte[_rowsInChunk * _table.RowSize];
            var row = rows[.._table.RowSize];
            var index = _columns.Extent.Rows;
            row.CopyTo(_chunk.AsSpan(_filled));
            _filled += row.Length;
            _columns.Add(_table.Paths[index], _table.Labels[index], Crc32.HashToUInt32(row), row.Length);
            if (_filled == _chunk.Length)
                EndChunk();
        }
    }

    public void Complete()
    {
        if (_filled > 0)
            EndChunk();
        WriteWaiting();
        long[] shape = [_columns.Extent.Rows, .. _table.RowShape.Select(side => (long)side)];
        long[] chunkShape = [_rowsInChunk, .. shape[1..]];
        var rows = new DatasetSpec(_options.DatasetName, _options.ElementType.ToHdf5(), shape, Hdf5Cursor.Undefined) { ChunkShape = chunkShape, GzipLevel = _gzipLevel };
        _output.Write(stream =>
        {
            if (_chunks.Count > 0)
            {
                _position = RowFileEnd.Align(_position, 8);
                var tree = new ChunkTreeWriter(_position, _chunks, [(long)_chunks.Count * _rowsInChunk, .. new long[shape.Length - 1]]);
                Write(stream, tree.Written);
                rows = rows with { Address = tree.RootAddress };
            }

            RowFileEnd.Write(_output, [rows], _position, _options, _columns);
        });
        _output.Complete();
    }

    public void Dispose() => _output.Dispose();

    private void EndChunk()
    {
        _waiting.Add(_chunk);
        _filled = 0;
        if (_waiting.Count == 2 * Environment.ProcessorCount)
            WriteWaiting();
    }

    private void WriteWaiting()
    {
        var stored = new byte[_waiting.Count][];
        Parallel.For(0, stored.Length, i => stored[i] = _gzipLevel is { } level ? Compress(_waiting[i], level) : _waiting[i]);
        _output.Write(stream =>
        {
            foreach (var chunk in stored)
            {
                long[] start = [(long)_chunks.Count * _rowsInChunk, .. new long[_table.RowShape.Length]];
                _chunks.Add(new WrittenChunk(start, _position, chunk.Length));
                Write(stream, chunk);
            }
        });
        _waiting.Clear();
    }

    private void Write(Stream stream, ReadOnlySpan<byte> bytes)
    {
        stream.Position = _position;
        stream.Write(bytes);
        _position += bytes.Length;
    }

    private static byte[] Compress(byte[] chunk, int level)
    {
        var packed = new MemoryStream(chunk.Length / 2);
        using (var stream = new ZLibStream(packed, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
            stream.Write(chunk);
        return packed.ToArray();
    }
}
