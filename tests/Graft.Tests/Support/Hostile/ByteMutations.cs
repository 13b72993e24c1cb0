namespace Graft.Tests.Support.Hostile;

/// <summary>Damage that knows nothing of the format: flipped bits, extreme bytes, cut-off, doubled and swapped pieces. Seeded.</summary>
internal sealed class ByteMutations(byte[] original, int seed)
{
    private const int PerKind = 120;

    private static readonly byte[] Extremes = [0, 1, 0x7F, 0x80, 0xFE, 0xFF];

    private readonly Random _random = new(seed);

    public IEnumerable<Mutant> All()
    {
        for (var i = 0; i < PerKind; i++)
        {
            var at = _random.Next(original.Length);
            yield return Changed($"bit flipped at {at}", copy => copy[at] ^= (byte)(1 << _random.Next(8)));
            var extreme = Extremes[_random.Next(Extremes.Length)];
            yield return Changed($"byte {extreme} at {at}", copy => copy[at] = extreme);
            yield return Changed($"eight bytes {extreme} from {at}", copy => copy.AsSpan(at, Math.Min(8, copy.Length - at)).Fill(extreme));
            yield return new Mutant($"cut off at {at}", original[..at], false);
            var (from, length) = (_random.Next(original.Length), _random.Next(1, 64));
            var piece = original.AsSpan(from, Math.Min(length, original.Length - from)).ToArray();
            yield return new Mutant($"{piece.Length} bytes of {from} once more at {at}", [.. original[..at], .. piece, .. original[at..]], false);
            yield return new Mutant($"{piece.Length} bytes missing at {from}", [.. original[..from], .. original[(from + piece.Length)..]], false);
        }
    }

    private Mutant Changed(string what, Action<byte[]> change)
    {
        var copy = (byte[])original.Clone();
        change(copy);
        return new Mutant(what, copy, false);
    }
}
