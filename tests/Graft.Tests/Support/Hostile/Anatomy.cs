using System.Buffers.Binary;

namespace Graft.Tests.Support.Hostile;

/// <summary>
/// Where the structures of an HDF5 file stand, found by their signatures alone, so that damage can be aimed at them.
/// Nothing of the reader under test is used.
/// </summary>
internal sealed class Anatomy
{
    // Longer than any structure of the seeds that has a checksum behind it.
    private const int LongestBlock = 2200;
    private const int SuperblockLength = 96;

    // About as far as the fields of a structure reach before its repeated part begins.
    private const int FieldsLength = 96;

    private static readonly byte[][] Signatures =
    [
        .. new[] { "OHDR", "OCHK", "TREE", "SNOD", "HEAP", "GCOL", "FRHP", "FHDB", "FHIB", "BTHD", "BTLF", "BTIN", "FAHD", "FADB", "EAHD", "EAIB", "EASB", "EADB" }
            .Select(System.Text.Encoding.ASCII.GetBytes),
        [0x89, (byte)'H', (byte)'D', (byte)'F'],
    ];

    public Anatomy(byte[] content)
    {
        var starts = new SortedSet<int>();
        foreach (var signature in Signatures)
        {
            for (var at = IndexOf(content, signature, 0); at >= 0; at = IndexOf(content, signature, at + 1))
                starts.Add(at);
        }

        Blocks = [.. starts.Select(start => (start, Length: ChecksummedLength(content.AsSpan(start)))).Where(block => block.Length > 0)];
        starts.UnionWith(OldHeaders(content));
        Hot = [.. starts.Select(start => (start, Math.Min(content.Length, start + (start == 0 ? SuperblockLength : FieldsLength))))];
        Addresses = [.. starts.Where(start => start > 0)];
        Pointers = [.. PointersTo(content, [.. Addresses.Select(address => (ulong)address)])];
    }

    /// <summary>Structures with a checksum behind them: where they begin, and how many bytes it covers.</summary>
    public (int Start, int Length)[] Blocks { get; }

    /// <summary>Where a change is likely to be noticed.</summary>
    public (int Start, int End)[] Hot { get; }

    /// <summary>Where structures begin.</summary>
    public int[] Addresses { get; }

    /// <summary>Where eight bytes stand that are the address of a structure.</summary>
    public int[] Pointers { get; }

    /// <summary>Writes the checksum that a changed block must have.</summary>
    public static void Repair(byte[] content, (int Start, int Length) block) =>
        BinaryPrimitives.WriteUInt32LittleEndian(
            content.AsSpan(block.Start + block.Length), Lookup3.Of(content.AsSpan(block.Start, block.Length)));

    /// <summary>
    /// Whether two contents differ, and only where a checksum watches. It then is the reader's duty to notice.
    /// </summary>
    public bool DiffersOnlyUnderChecksum(byte[] original, byte[] changed)
    {
        if (original.Length != changed.Length)
            return false;
        var any = false;
        for (var i = original.AsSpan().CommonPrefixLength(changed); i < original.Length;)
        {
            if (!Blocks.Any(block => i >= block.Start && i < block.Start + block.Length + sizeof(uint)))
                return false;
            any = true;
            i++;
            i += original.AsSpan(i).CommonPrefixLength(changed.AsSpan(i));
        }

        return any;
    }

    /// <summary>The first length at which the four bytes behind are the checksum of those before; 0 for none.</summary>
    private static int ChecksummedLength(ReadOnlySpan<byte> block)
    {
        for (var length = 8; length < LongestBlock && length + sizeof(uint) <= block.Length; length++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(block[length..]) == Lookup3.Of(block[..length]))
                return length;
        }

        return 0;
    }

    /// <summary>Object headers of version 1 have no signature: version 1, a few messages, one reference, a modest size.</summary>
    private static IEnumerable<int> OldHeaders(byte[] content)
    {
        for (var at = 0; at + 16 <= content.Length; at += 8)
        {
            var header = content.AsSpan(at);
            if (header[0] == 1 && header[1] == 0
                && BinaryPrimitives.ReadUInt16LittleEndian(header[2..]) is > 0 and < 500
                && BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) is > 0 and < 10
                && BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) is >= 8 and < 65536)
                yield return at;
        }
    }

    private static IEnumerable<int> PointersTo(byte[] content, HashSet<ulong> addresses)
    {
        for (var at = 0; at + sizeof(ulong) <= content.Length; at++)
        {
            if (addresses.Contains(BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(at))))
                yield return at;
        }
    }

    private static int IndexOf(byte[] content, byte[] signature, int start)
    {
        var at = content.AsSpan(start).IndexOf(signature);
        return at < 0 ? -1 : start + at;
    }
}
