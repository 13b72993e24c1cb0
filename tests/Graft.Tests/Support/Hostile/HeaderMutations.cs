using System.Buffers.Binary;

namespace Graft.Tests.Support.Hostile;

/// <summary>Makes damaged copies of a safetensors file, always the same ones: of its length field, and of numbers and signs in its header.</summary>
internal sealed class HeaderMutations(byte[] original, int seed)
{
    private const int LengthLength = sizeof(ulong);
    private const int Digits = 160;
    private const int Characters = 160;
    private const int Insertions = 80;

    private static readonly ulong[] Lengths = [0, 1, 2, 7, 8, 1 << 16, 1 << 23, 1UL << 31, 1UL << 32, 1UL << 40, long.MaxValue, 1UL << 63, ulong.MaxValue];

    private readonly Random _random = new(seed);
    private readonly int _headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(original);

    public IEnumerable<Mutant> All() =>
    [
        .. Lengths.Concat(Lengths.Select(length => (ulong)original.Length - length)).Select(Length),
        .. Enumerable.Range(0, Digits).Select(_ => Replace("0123456789-.e", char.IsAsciiDigit)),
        .. Enumerable.Range(0, Characters).Select(_ => Replace("{}[],:\"\\ nF\0", _ => true)),
        .. Enumerable.Range(0, Insertions).Select(_ => Insert()),
    ];

    private Mutant Length(ulong length)
    {
        var content = (byte[])original.Clone();
        BinaryPrimitives.WriteUInt64LittleEndian(content, length);
        return new Mutant($"header of {length} bytes", content, MustBeNoticed: false);
    }

    private Mutant Replace(string by, Func<char, bool> what)
    {
        var content = (byte[])original.Clone();
        int[] places = [.. Enumerable.Range(LengthLength, _headerLength).Where(place => what((char)content[place]))];
        var place = places[_random.Next(places.Length)];
        content[place] = (byte)by[_random.Next(by.Length)];
        return new Mutant($"'{(char)content[place]}' at {place}", content, MustBeNoticed: false);
    }

    /// <summary>More digits in a number, or a part of the header once more, with a length that is right.</summary>
    private Mutant Insert()
    {
        var place = LengthLength + _random.Next(_headerLength);
        var start = LengthLength + _random.Next(_headerLength);
        var part = _random.Next(2) == 0
            ? "99999999999999999999"u8[_random.Next(20)..].ToArray()
            : original[start..Math.Min(LengthLength + _headerLength, start + _random.Next(1, 120))];
        byte[] content = [.. original[..place], .. part, .. original[place..]];
        BinaryPrimitives.WriteUInt64LittleEndian(content, (ulong)(_headerLength + part.Length));
        return new Mutant($"{part.Length} bytes put in at {place}", content, MustBeNoticed: false);
    }
}
