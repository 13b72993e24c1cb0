namespace Graft.Tests.Unit;

public sealed class Xoshiro256Tests
{
    [Fact]
    public void The_numbers_are_those_of_the_published_algorithms()
    {
        // The second number of splitmix64 from state 0, by its widely used test vector; xoshiro256** begins with rotl(s1 * 5, 7) * 9.
        const ulong Second = 0x6E789E6AA1B965F4;
        Assert.Equal(unchecked(ulong.RotateLeft(unchecked(Second * 5), 7) * 9), new Xoshiro256(0, 0).Next());
    }

    [Fact]
    public void Every_number_is_as_likely()
    {
        var random = new Xoshiro256(1, 2);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.Below(counts.Length)]++;
        // Five standard deviations of 93.
        Assert.All(counts, count => Assert.InRange(count, 9_535, 10_465));
    }

    [Fact]
    public void Seeds_and_sequences_do_not_meet()
    {
        var starts = from seed in new[] { -1, 0, 1, 2 } from sequence in Enumerable.Range(0, 100) select new Xoshiro256(seed, sequence).Next();
        Assert.Distinct(starts);
    }
}
