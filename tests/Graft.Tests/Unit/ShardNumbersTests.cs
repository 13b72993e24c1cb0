namespace Graft.Tests.Unit;

public sealed class ShardNumbersTests
{
    [Theory]
    [InlineData("")]
    [InlineData("7", 7)]
    [InlineData("1-2", 1, 2)]
    [InlineData("3,5-7,9", 3, 5, 6, 7, 9)]
    public void Numbers_are_as_short_as_Slurm_takes_them(string text, params int[] numbers) =>
        Assert.Equal(text, ShardNumbers.Of(numbers));
}
