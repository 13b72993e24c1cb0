using Graft.Cli.Commands;

namespace Graft.Tests.Unit;

public sealed class GridTextTests
{
    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("0.1,1,10", 0.1, 1.0, 10.0)]
    [InlineData("10,1,1", 1.0, 10.0)]
    [InlineData("0.001..1000", 0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0)]
    [InlineData("0.3..50", 0.3, 3.0, 30.0)]
    [InlineData("5..5", 5.0)]
    [InlineData("1e-3..1:4", 0.001, 0.01, 0.1, 1.0)]
    [InlineData("0.001..1000:13", 0.001, 0.00316228, 0.01, 0.0316228, 0.1, 0.316228, 1.0, 3.16228, 10.0, 31.6228, 100.0, 316.228, 1000.0)]
    [InlineData("0.5,1..100", 0.5, 1.0, 10.0, 100.0)]
    public void Lists_and_ranges_are_read(string text, params double[] expected)
    {
        Assert.Equal(expected, GridText.Parse(text, out var rule));
        Assert.Null(rule);
    }

    [Theory]
    [InlineData("0", "greater than 0")]
    [InlineData("-1", "greater than 0")]
    [InlineData("x", "greater than 0")]
    [InlineData("NaN", "greater than 0")]
    [InlineData("1e999", "greater than 0")]
    [InlineData("", "before and after every comma")]
    [InlineData("1,", "before and after every comma")]
    [InlineData("1,,2", "before and after every comma")]
    [InlineData("10..1", "without a point")]
    [InlineData("0..1", "both ends of a range")]
    [InlineData("..1", "both ends of a range")]
    [InlineData("1..", "both ends of a range")]
    [InlineData("1..2..3", "both ends of a range")]
    [InlineData("1..2:3:4", "both ends of a range")]
    [InlineData("1..2:0", "from 2 to 1,000 points")]
    [InlineData("1..2:1", "from 2 to 1,000 points")]
    [InlineData("1..2:x", "from 2 to 1,000 points")]
    [InlineData("1..2:1001", "from 2 to 1,000 points")]
    public void What_is_wrong_is_said(string text, string expected)
    {
        Assert.Empty(GridText.Parse(text, out var rule));
        Assert.Contains(expected, rule);
    }

    [Theory]
    [InlineData("300MB", 300_000_000L)]
    [InlineData("300 mb", 300_000_000L)]
    [InlineData("1.5GiB", 1_610_612_736L)]
    [InlineData("2GB", 2_000_000_000L)]
    [InlineData("1024", 1024L)]
    [InlineData("1024B", 1024L)]
    [InlineData("0", null)]
    [InlineData("-3MB", null)]
    [InlineData("0%", null)]
    [InlineData("101%", null)]
    [InlineData("MB", null)]
    [InlineData("3XB", null)]
    [InlineData("NaN", null)]
    [InlineData("99999999TB", null)]
    public void Sizes_are_read(string text, long? expected) => Assert.Equal(expected, SizeText.Parse(text));

    [Fact]
    public void A_percentage_is_of_the_machine()
    {
        var half = SizeText.Parse("50%");

        Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2.0, half!.Value, 1.0);
    }
}
