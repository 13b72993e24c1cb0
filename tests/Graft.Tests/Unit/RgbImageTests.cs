namespace Graft.Tests.Unit;

public sealed class RgbImageTests
{
    [Fact]
    public void Pixels_must_fill_the_picture_exactly()
    {
        var error = Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[11]));
        Assert.StartsWith("2 x 2 RGB needs 12 bytes, got 11.", error.Message);
    }
}
