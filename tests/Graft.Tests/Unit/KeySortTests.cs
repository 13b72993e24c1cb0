namespace Graft.Tests.Unit;

public sealed class KeySortTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(5000)]
    public void Keys_are_in_the_order_of_their_values_and_then_of_their_rows(int count)
    {
        var random = new Random(count);
        // Of both signs, very small and very large, many twice.
        float[] values = [.. Enumerable.Range(0, count).Select(_ => MathF.ScaleB(random.Next(-9, 10), random.Next(-150, 120)))];
        var keys = values.Select((value, row) => ((ulong)OrderedFloat.Of(value) << 32) | (uint)row).ToArray();

        KeySort.Sort(keys, new ulong[count]);

        var expected = Enumerable.Range(0, count).OrderBy(row => values[row]).ThenBy(row => row);
        Assert.Equal(expected.Select(row => values[row]), keys.Select(key => OrderedFloat.Value((uint)(key >> 32))));
        Assert.Equal(expected.Where(row => values[row] != 0), keys.Select(key => (int)(uint)key).Where(row => values[row] != 0));
    }
}
