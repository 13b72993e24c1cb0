using System.Buffers.Binary;

namespace Graft.Tests.Support.Hostile;

/// <summary>Makes damaged copies of one file, always the same ones.</summary>
internal sealed class Mutations
{
    private const int SingleFlips = 20;
    private const int ManyFlips = 10;
    private const int BytesReplaced = 14;
    private const int Cuts = 10;
    private const int Swaps = 6;
    private const int Cycles = 20;
    private const int Repaired = 40;
    private const int AlignmentClasses = 8;

    private static readonly ulong[] Extremes = [ulong.MaxValue, 0, 1UL << 31, 1UL << 40, long.MaxValue];

    private readonly byte[] _original;
    private readonly Anatomy _anatomy;
    private readonly Random _random;

    public Mutations(byte[] original, int seed) =>
        (_original, _anatomy, _random) = (original, new Anatomy(original), new Random(seed));

    public IEnumerable<Mutant> All() =>
    [
        .. Many(SingleFlips, content => Flip(content, 1)),
        .. Many(ManyFlips, content => Flip(content, 8)),
        .. Many(BytesReplaced, ReplaceByte),
        .. from extreme in Extremes
           from alignment in Enumerable.Range(0, AlignmentClasses)
           select Make(content => ReplaceEight(content, extreme, alignment)),
        .. Many(Cuts, Cut),
        .. Many(Swaps, Swap),
        .. _anatomy.Pointers.Length == 0 ? [] : Many(Cycles, PointElsewhere),
        .. _anatomy.Blocks.Length == 0 ? [] : Many(Repaired, Repair, repaired: true),
    ];

    private IEnumerable<Mutant> Many(int count, Func<byte[], (string, byte[])> damage, bool repaired = false) =>
        Enumerable.Range(0, count).Select(_ => Make(damage, repaired));

    private Mutant Make(Func<byte[], (string What, byte[] Content)> damage, bool repaired = false)
    {
        var (what, content) = damage((byte[])_original.Clone());
        // Zeros over zeros, and the like, are no damage.
        while (content.AsSpan().SequenceEqual(_original))
            (what, content) = damage((byte[])_original.Clone());
        return new Mutant(what, content, !repaired && _anatomy.DiffersOnlyUnderChecksum(_original, content));
    }

    private (string, byte[]) Flip(byte[] content, int count)
    {
        var places = new int[count];
        foreach (ref var place in places.AsSpan())
        {
            place = Place(1);
            content[place] ^= (byte)(1 << _random.Next(8));
        }

        return ($"bits flipped at {string.Join(' ', places)}", content);
    }

    private (string, byte[]) ReplaceByte(byte[] content)
    {
        var place = Place(1);
        content[place] = (byte)_random.Next(256);
        return ($"byte at {place} = {content[place]}", content);
    }

    private (string, byte[]) ReplaceEight(byte[] content, ulong value, int alignment)
    {
        var place = Math.Min(Place(16) / AlignmentClasses * AlignmentClasses + alignment, content.Length - sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(place), value);
        return ($"eight bytes at {place} = 0x{value:X}", content);
    }

    private (string, byte[]) Cut(byte[] content)
    {
        var length = _random.Next(content.Length);
        return ($"cut to {length}", content[..length]);
    }

    private (string, byte[]) Swap(byte[] content)
    {
        var length = Math.Min(8 << _random.Next(7), content.Length / 4);
        var (one, two) = (_random.Next(content.Length - length), _random.Next(content.Length - length));
        var kept = content.AsSpan(one, length).ToArray();
        content.AsSpan(two, length).CopyTo(content.AsSpan(one));
        kept.CopyTo(content, two);
        return ($"{length} bytes at {one} and {two} swapped", content);
    }

    /// <summary>An address becomes that of another structure, often of one that leads back here.</summary>
    private (string, byte[]) PointElsewhere(byte[] content)
    {
        var place = Any(_anatomy.Pointers);
        return ($"address at {place} = {Point(content, place)}", content);
    }

    /// <summary>A change whose checksum is right again, so that it gets through to the parser.</summary>
    private (string, byte[]) Repair(byte[] content)
    {
        var block = Any(_anatomy.Blocks);
        // Behind signature and version, which would end the reading at once.
        var (first, end) = (block.Start + 5, block.Start + block.Length);
        var pointers = Array.FindAll(_anatomy.Pointers, place => place >= first && place + sizeof(ulong) <= end);
        var place = _random.Next(first, end);
        string what;
        switch (_random.Next(5))
        {
            case 0 when pointers.Length > 0:
                place = Any(pointers);
                what = $"points to {Point(content, place)}";
                break;
            case 1:
                content[place] ^= (byte)(1 << _random.Next(8));
                what = "bit flipped";
                break;
            case 2:
                content[place] = (byte)_random.Next(256);
                what = $"= {content[place]}";
                break;
            default:
                var length = Math.Min(end - place, 1 << _random.Next(4));
                var value = new byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64LittleEndian(value, Any(Extremes));
                value.AsSpan(0, length).CopyTo(content.AsSpan(place));
                what = $"{length} bytes = {Convert.ToHexString(value.AsSpan(0, length))}";
                break;
        }

        Anatomy.Repair(content, block);
        return ($"checksum repaired after {place} in the block at {block.Start}: {what}", content);
    }

    private int Point(byte[] content, int place)
    {
        var address = Any(_anatomy.Addresses);
        BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(place), (ulong)address);
        return address;
    }

    /// <summary>Mostly in a structure; <paramref name="room"/> bytes are left behind it.</summary>
    private int Place(int room)
    {
        var last = _original.Length - room;
        if (_anatomy.Hot.Length == 0 || _random.Next(5) == 0)
            return _random.Next(last);
        var (start, end) = Any(_anatomy.Hot);
        return Math.Min(_random.Next(start, end), last);
    }

    private T Any<T>(T[] items) => items[_random.Next(items.Length)];
}
