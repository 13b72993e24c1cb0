using System.Numerics;

namespace Graft;

/// <summary>
/// Random numbers: xoshiro256** of Blackman and Vigna, begun with their splitmix64 (prng.di.unimi.it). Ours, because .NET
/// promises no algorithm, and the same seed must give the same classifier in every version of it.
/// </summary>
internal struct Xoshiro256
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>One of 2^32 sequences for each seed.</summary>
    public Xoshiro256(int seed, int sequence)
    {
        var state = ((ulong)(uint)seed << 32) | (uint)sequence;
        (_s0, _s1, _s2, _s3) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A whole number from 0 to <paramref name="end"/> - 1, each as likely: by Lemire's multiplication.</summary>
    public int Below(int end)
    {
        while (true)
        {
            var product = (Next() >> 32) * (uint)end;
            // Of the 2^32 numbers, as many as do not divide evenly are drawn again.
            if ((uint)product >= (uint)-end % (uint)end)
                return (int)(product >> 32);
        }
    }

    /// <summary>A number of at least 0 and less than 1, a multiple of 2^-53.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Brings items into a random order, each order as likely as the other (Fisher and Yates).</summary>
    public void Shuffle(int[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
