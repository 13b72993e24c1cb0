using System.Buffers.Binary;
using System.Numerics;

namespace Graft.Tests.Support.Hostile;

/// <summary>Bob Jenkins' hash of 2006 by that name, which HDF5 uses as the checksum of its metadata.</summary>
internal static class Lookup3
{
    private const int BlockLength = 12;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint a, b, c;
        a = b = c = 0xDEADBEEF + (uint)bytes.Length;
        if (bytes.IsEmpty)
            return c;
        for (; bytes.Length > BlockLength; bytes = bytes[BlockLength..])
        {
            Add(bytes);
            (a, b, c) = Mix(a, b, c);
        }

        Span<byte> last = stackalloc byte[BlockLength];
        last.Clear();
        bytes.CopyTo(last);
        Add(last);
        return Finish(a, b, c);

        void Add(ReadOnlySpan<byte> block)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(block);
            b += BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(block[8..]);
        }
    }

    private static (uint A, uint B, uint C) Mix(uint a, uint b, uint c)
    {
        foreach (var turn in (ReadOnlySpan<int>)[4, 6, 8, 16, 19, 4])
        {
            // The three words change places after each step, so that one step serves for all six.
            var mixed = (a - c) ^ BitOperations.RotateLeft(c, turn);
            (a, b, c) = (b, c + b, mixed);
        }

        return (a, b, c);
    }

    private static uint Finish(uint a, uint b, uint c)
    {
        foreach (var turn in (ReadOnlySpan<int>)[14, 11, 25, 16, 4, 14, 24])
        {
            var mixed = (c ^ b) - BitOperations.RotateLeft(b, turn);
            (a, b, c) = (b, mixed, a);
        }

        // Seven steps leave the words one place too far.
        return b;
    }
}
