namespace Graft;

/// <summary>
/// MT19937 (Matsumoto and Nishimura 1998), seeded and drawn from as numpy's <c>RandomState</c> does, so that a seed makes
/// here the permutations it makes there. The algorithm behind <see cref="Random"/> is not promised to stay.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Length = 624;
    private const int Shift = 397;

    private readonly uint[] _state = new uint[Length];
    private int _position = Length;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Length; i++)
            _state[i] = (1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
    }

    /// <summary>32 random bits.</summary>
    public uint Next()
    {
        if (_position == Length)
            Advance();
        var y = _state[_position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    /// <summary>0 to <paramref name="count"/> - 1 in a random order, all orders equally likely (Fisher and Yates).</summary>
    public int[] Permutation(int count)
    {
        var values = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = UpTo((uint)i);
            (values[i], values[j]) = (values[j], values[i]);
        }

        return values;
    }

    /// <summary>A number in 0..<paramref name="most"/>: as many bits as it needs, drawn again while they exceed it.</summary>
    private uint UpTo(uint most)
    {
        var mask = uint.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(most);
        uint value;
        do
            value = Next() & mask;
        while (value > most);
        return value;
    }

    private void Advance()
    {
        for (var i = 0; i < Length; i++)
        {
            var y = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7FFFFFFF);
            _state[i] = _state[(i + Shift) % Length] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DFu);
        }

        _position = 0;
    }
}
