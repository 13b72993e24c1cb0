using System.Buffers;

namespace Graft.Hdf5;

/// <summary>
/// The chunks that were unpacked last, up to a number of bytes, so that neighbouring rows do not unpack them again. Their
/// buffers go back to the pool: new ones cost more than unpacking does.
/// </summary>
internal sealed class ChunkCache
{
    private const long MaxLength = 32 << 20;

    private readonly Dictionary<long, LinkedListNode<(long Number, byte[] Data)>> _chunks = [];
    private readonly LinkedList<(long Number, byte[] Data)> _byUse = new();
    private long _length;

    /// <summary>To be held while a chunk is looked for and used.</summary>
    public Lock Lock { get; } = new();

    public byte[]? Find(long number)
    {
        if (!_chunks.TryGetValue(number, out var node))
            return null;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node.Value.Data;
    }

    /// <summary>Takes over a rented buffer.</summary>
    public void Add(long number, byte[] data)
    {
        if (data.Length > MaxLength || _chunks.ContainsKey(number))
        {
            ArrayPool<byte>.Shared.Return(data);
            return;
        }

        _chunks[number] = _byUse.AddFirst((number, data));
        for (_length += data.Length; _length > MaxLength; _byUse.RemoveLast())
        {
            var oldest = _byUse.Last!.Value;
            _chunks.Remove(oldest.Number);
            _length -= oldest.Data.Length;
            ArrayPool<byte>.Shared.Return(oldest.Data);
        }
    }
}
