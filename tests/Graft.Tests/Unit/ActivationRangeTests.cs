namespace Graft.Tests.Unit;

/// <summary>Ranges of tensors, from the values that were seen.</summary>
public sealed class ActivationRangeTests
{
    [Fact]
    public void Values_that_come_later_and_are_larger_join_bins_in_pairs()
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 20_000).Select(i => (random.NextSingle() - 0.3f) * (1 + i / 100))];
        var inOneGo = new ActivationHistogram();
        var inParts = new ActivationHistogram();
        // The largest first gives the other its width.
        inOneGo.Add([values.MaxBy(Math.Abs)]);

        Assert.True(inOneGo.Add(values));
        foreach (var part in values.Chunk(100))
            Assert.True(inParts.Add(part));

        Assert.Equal((values.Min(), values.Max()), (inParts.Low, inParts.High));
        Assert.Equal(values.Length, inParts.Bins.Sum() + inParts.ZeroCount);
        Assert.InRange(inParts.BinWidth * ActivationHistogram.BinCount, values.Max(Math.Abs), 2 * values.Max(Math.Abs));
        foreach (var limit in new[] { 0.25, 0.5, 0.75 })
        {
            var bins = (int)(limit * ActivationHistogram.BinCount);
            var expected = values.Count(value => value != 0 && Math.Abs(value) < bins * inParts.BinWidth);
            Assert.Equal(expected, inParts.Bins.Take(bins).Sum(), 20.0);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_no_number_is_told(float value) => Assert.False(new ActivationHistogram().Add([1, value, 2]));

    [Fact]
    public void A_tensor_that_is_always_0_has_some_range()
    {
        var histogram = Histogram(new float[100]);
        foreach (var method in Enum.GetValues<RangeMethod>())
        {
            var range = RangeSearch.Find(histogram, method, float.PositiveInfinity);
            Assert.True(range.Scale > 0);
            Assert.Equal(0, range.ZeroPoint);
        }
    }

    [Fact]
    public void The_least_and_the_largest_value_are_the_ends_and_0_is_a_step()
    {
        var range = RangeSearch.Find(Histogram([-1, 0.5f, 3]), RangeMethod.MinMax, float.PositiveInfinity);

        Assert.Equal(4f / 255, range.Scale);
        Assert.Equal(64, range.ZeroPoint);
        Assert.InRange(range.Low, -1.01, -0.99);
        Assert.InRange(range.High, 2.99, 3.01);
    }

    [Fact]
    public void Rectified_values_have_0_as_their_first_step() => Assert.Equal(new ActivationRange(2f / 255, 0), RangeSearch.Find(Histogram([0, 1, 2]), RangeMethod.MinMax, float.PositiveInfinity));

    [Fact]
    public void A_limit_behind_the_tensor_ends_its_range() => Assert.Equal(new ActivationRange(6f / 255, 0), RangeSearch.Find(Histogram([0, 1, 20]), RangeMethod.MinMax, 6));

    [Fact]
    public void One_value_of_a_hundred_thousand_does_not_decide_but_for_the_ends()
    {
        var random = new Random(2);
        float[] values = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextSingle()), 100];
        var histogram = Histogram(values);

        Assert.Equal(100, RangeSearch.Find(histogram, RangeMethod.MinMax, float.PositiveInfinity).High, 1e-3);
        Assert.InRange(RangeSearch.Find(histogram, RangeMethod.Percentile, float.PositiveInfinity).High, 0.9, 1.2);
        Assert.InRange(RangeSearch.Find(histogram, RangeMethod.Entropy, float.PositiveInfinity).High, 0.9, 30);
        Assert.InRange(RangeSearch.Find(histogram, RangeMethod.SquaredError, float.PositiveInfinity).High, 0.9, 100);
    }

    /// <summary>Held to all thresholds, one after the other, on the values themselves.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Least_squares_are_the_least(int seed, bool isRectified)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, 5000).Select(_ => (float)(Math.Pow(random.NextDouble(), 4) * 10)).Select(value => isRectified || random.Next(2) == 0 ? value : -value)];

        var found = Error(RangeSearch.Find(Histogram(values), RangeMethod.SquaredError, float.PositiveInfinity));

        var largest = values.Max(Math.Abs);
        var least = Enumerable.Range(1, 200).Min(i => largest * i / 200.0 is var threshold ? Error(ActivationRange.Of(isRectified ? 0 : -threshold, threshold)) : 0);
        Assert.InRange(found, 0, least * 1.05);

        double Error(ActivationRange range) => values.Sum(value =>
        {
            var step = Math.Clamp(Math.Round(value / (double)range.Scale) + range.ZeroPoint, 0, 255);
            return Math.Pow((step - range.ZeroPoint) * range.Scale - value, 2);
        });
    }

    private static ActivationHistogram Histogram(float[] values)
    {
        var histogram = new ActivationHistogram();
        histogram.Add(values);
        return histogram;
    }
}
