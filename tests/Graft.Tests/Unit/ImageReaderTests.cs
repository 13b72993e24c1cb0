using Graft.Tests.Support;
using NetVips;

namespace Graft.Tests.Unit;

public sealed class ImageReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_name_with_brackets_is_a_name_and_not_options_of_the_decoder()
    {
        var image = ImageReader.Read(_folder.Write("photo[page=3] 장미 🌹.png", TestImages.Png(8, 6)));

        Assert.Equal((8, 6), (image.Width, image.Height));
    }

    [Fact]
    public void A_picture_over_the_pixel_limit_is_refused_before_it_is_decoded()
    {
        var path = _folder.Write("big.png", TestImages.Png(20, 10));

        var error = Assert.Throws<ImageReadException>(() => ImageReader.Read(path, new ImageReaderOptions { PixelLimit = 199 }));

        Assert.Equal("its 20 x 10 pixels are more than the limit of 199", error.Reason);
        Assert.Equal(20, ImageReader.Read(path, new ImageReaderOptions { PixelLimit = 200 }).Width);
    }

    [Fact]
    public void A_huge_picture_in_a_small_file_takes_no_memory()
    {
        using var huge = Image.Black(30_000, 30_000);
        var path = _folder.Write("huge.png", huge.WriteToBuffer(".png"));
        var before = Environment.WorkingSet;

        var error = Assert.Throws<ImageReadException>(() => ImageReader.Read(path));

        Assert.Equal("its 30,000 x 30,000 pixels are more than the limit of 178,000,000", error.Reason);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 200L << 20);
    }

    [Fact]
    public void A_missing_file_a_folder_and_a_text_are_refused()
    {
        Assert.Equal("there is no such file", Assert.Throws<ImageReadException>(() => ImageReader.Read(_folder["none.jpg"])).Reason);
        Assert.Equal("it is a folder", Assert.Throws<ImageReadException>(() => ImageReader.Read(_folder.Path)).Reason);
        var text = _folder.Write("text.jpg", "<html>not found</html>");
        Assert.Equal("it is not an image of a known kind", Assert.Throws<ImageReadException>(() => ImageReader.Read(text)).Reason);
    }

    [Fact]
    public void Every_truncation_of_a_file_is_refused_or_read_and_never_crashes()
    {
        using var picture = Image.NewFromBuffer(TestImages.Png(64, 48));
        foreach (var ending in new[] { ".png", ".jpg", ".webp", ".gif", ".tif", ".avif" })
        {
            var whole = picture.WriteToBuffer(ending);
            Assert.Equal(64, ImageReader.Decode(whole, "whole" + ending).Width);
            for (var length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 60))
            {
                var start = whole.AsSpan(0, length).ToArray();
                var error = Record.Exception(() => ImageReader.Decode(start, "cut" + ending));
                Assert.True(error is null or ImageReadException, $"{ending} cut at {length}: {error}");
            }
        }
    }

    [Fact]
    public void Grey_and_alpha_follow_the_background_asked_for()
    {
        var red = Image.NewFromMemoryCopy<byte>([200, 100, 0, 128], 1, 1, 4, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        var content = red.WriteToBuffer(".png");

        Assert.Equal([227, 177, 127], ImageReader.Decode(content, "x").Pixels.ToArray());
        Assert.Equal([200, 100, 0], ImageReader.Decode(content, "x", new ImageReaderOptions { AlphaBackground = null }).Pixels.ToArray());
        Assert.Equal([100, 50, 0], ImageReader.Decode(content, "x", new ImageReaderOptions { AlphaBackground = new RgbColor(0, 0, 0) }).Pixels.ToArray());
    }

    [Fact]
    public void Many_threads_may_read_at_once()
    {
        var paths = Enumerable.Range(0, 8).Select(seed => _folder.Write($"{seed}.png", TestImages.Png(50, 40, seed))).ToArray();
        var expected = paths.Select(path => ImageReader.Read(path).Pixels.ToArray()).ToArray();

        Parallel.For(0, 200, i => Assert.Equal(expected[i % 8], ImageReader.Read(paths[i % 8]).Pixels.ToArray()));
    }
}
