namespace Graft.Tests.Unit;

public sealed class OrientationTests
{
    // One letter a pixel; the upright picture is ABC above DEF.
    [Theory]
    [InlineData(0, "ABC DEF")]
    [InlineData(1, "ABC DEF")]
    [InlineData(2, "CBA FED")]
    [InlineData(3, "FED CBA")]
    [InlineData(4, "DEF ABC")]
    [InlineData(5, "AD BE CF")]
    [InlineData(6, "CF BE AD")]
    [InlineData(7, "FC EB DA")]
    [InlineData(8, "DA EB FC")]
    [InlineData(9, "ABC DEF")]
    public void A_stored_picture_is_turned_upright(int orientation, string stored)
    {
        var upright = Orientation.Apply(Picture(stored), orientation, isRented: false);

        Assert.Equal("ABC DEF", orientation is 0 or 9 ? stored : Letters(upright));
    }

    private static RgbImage Picture(string rows)
    {
        var lines = rows.Split(' ');
        return new RgbImage(lines[0].Length, lines.Length, [.. string.Concat(lines).SelectMany(letter => new[] { (byte)letter, (byte)0, (byte)1 })]);
    }

    private static string Letters(RgbImage image)
    {
        var letters = image.Pixels.ToArray().Where((_, index) => index % 3 == 0).Select(value => (char)value).ToArray();
        return string.Join(' ', letters.Chunk(image.Width).Select(row => new string(row)));
    }
}
