using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Forty real files that image readers get wrong, with what Pillow and ImageMagick saw in them.</summary>
[Trait("Needs", SharedData.Trait)]
public sealed class OddImagesTests
{
    /// <summary>Decoders may differ by about one grey level.</summary>
    private const double Tolerance = 1.0;

    private static readonly ImageReaderOptions WithoutBlending = new() { AlphaBackground = null };

    [Theory]
    [InlineData("Portrait_1.jpg", 1200, 1800, 144.4, 155.7, 163.0)]
    [InlineData("Portrait_2.jpg", 1200, 1800, 144.5, 155.7, 163.1)]
    [InlineData("Portrait_3.jpg", 1200, 1800, 144.5, 155.7, 163.0)]
    [InlineData("Portrait_4.jpg", 1200, 1800, 144.5, 155.7, 163.0)]
    [InlineData("Portrait_5.jpg", 1200, 1800, 144.5, 155.8, 163.1)]
    [InlineData("Portrait_6.jpg", 1200, 1800, 144.5, 155.8, 163.1)]
    [InlineData("Portrait_7.jpg", 1200, 1800, 144.4, 155.7, 163.0)]
    [InlineData("Portrait_8.jpg", 1200, 1800, 144.5, 155.8, 163.1)]
    [InlineData("panda_00428.jpg", 320, 240, 160.4, 153.0, 138.9)]
    [InlineData("pil_sample_cmyk.jpg", 100, 100, 30.2, 5.4, 7.4)]
    [InlineData("Channel_digital_image_CMYK_color_no_profile.jpg", 500, 333, 109.0, 132.1, 109.6)]
    [InlineData("hopper_gray.jpg", 128, 128, 84.7, 84.7, 84.7)]
    [InlineData("cat.jpg", 320, 240, 137.5, 143.2, 128.0)]
    [InlineData("invalid-exif.jpg", 200, 200, 92.1, 92.1, 92.1)]
    [InlineData("tiny.jpg", 1, 1, 190.0, 190.0, 190.0)]
    [InlineData("png.jpg", 1, 1, 255.0, 255.0, 255.0)]
    [InlineData("png_named_jpg.jpg", 128, 128, 89.7, 80.1, 95.4)]
    [InlineData("jpeg_named_png.png", 128, 128, 89.7, 80.1, 95.4)]
    [InlineData("basn2c16.png", 32, 32, 127.5, 127.5, 43.8)]
    [InlineData("basi0g16.png", 32, 32, 144.2, 144.2, 144.2)]
    [InlineData("Flag_of_the_Netherlands-16bit.png", 900, 600, 154.2, 117.6, 144.5)]
    [InlineData("16-bit-grey-alpha.png", 109, 96, 0.0, 0.0, 0.0)]
    [InlineData("pil123p.png", 162, 150, 20.9, 19.6, 2.4)]
    [InlineData("tbbn3p08.png", 32, 32, 167.1, 174.4, 169.3)]
    [InlineData("tRNS_null_1x1.png", 1, 1, 255.0, 77.0, 0.0)]
    [InlineData("high_ascii_chars.png", 750, 30, 222.2, 222.2, 222.2)]
    [InlineData("hopper.webp", 128, 128, 89.8, 80.1, 95.5)]
    [InlineData("5_webp_a.webp", 300, 300, 91.8, 91.0, 92.2)]
    [InlineData("rotating-squares.webp", 80, 80, 48.6, 66.6, 77.7)]
    [InlineData("hopper.tif", 128, 128, 89.7, 80.1, 95.4)]
    [InlineData("tiff_strip_cmyk_jpeg.tif", 100, 100, 30.2, 5.4, 7.4)]
    [InlineData("hopper.bmp", 128, 128, 89.7, 80.1, 95.4)]
    [InlineData("pal8rle.bmp", 127, 64, 119.4, 116.9, 120.5)]
    public void An_odd_file_is_seen_as_a_correct_reader_sees_it(string name, int width, int height, double red, double green, double blue)
    {
        var image = ImageReader.Read(SharedData.Path($"datasets/odd/{name}"), WithoutBlending);

        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(red, Mean(image, 0, 0, width, height, 0), Tolerance);
        Assert.Equal(green, Mean(image, 0, 0, width, height, 1), Tolerance);
        Assert.Equal(blue, Mean(image, 0, 0, width, height, 2), Tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Every_orientation_stands_upright(int orientation)
    {
        var image = ImageReader.Read(SharedData.Path($"datasets/odd/Portrait_{orientation}.jpg"));

        Assert.Equal([186, 194, 204], Corner(image, 0, 0), TestCorner);
        Assert.Equal([201, 207, 216], Corner(image, 960, 0), TestCorner);
        Assert.Equal([118, 130, 139], Corner(image, 0, 1560), TestCorner);
        Assert.Equal([143, 154, 164], Corner(image, 960, 1560), TestCorner);

        static bool TestCorner(double expected, double actual) => Math.Abs(expected - actual) <= Tolerance + 0.5;
    }

    [Fact]
    public void The_first_frame_of_an_animation_is_taken_and_transparency_blended_over_white()
    {
        var image = ImageReader.Read(SharedData.Path("datasets/odd/rotating-squares.gif"));

        Assert.Equal((80, 80), (image.Width, image.Height));
        Assert.Equal(198.2, Mean(image, 0, 0, 80, 80, 0), Tolerance);
        Assert.Equal(216.3, Mean(image, 0, 0, 80, 80, 1), Tolerance);
        Assert.Equal(227.0, Mean(image, 0, 0, 80, 80, 2), Tolerance);
    }

    [Theory]
    [InlineData("16-bit-grey-alpha.png")]
    [InlineData("pil123p.png")]
    [InlineData("tbbn3p08.png")]
    [InlineData("tRNS_null_1x1.png")]
    [InlineData("5_webp_a.webp")]
    [InlineData("rotating-squares.webp")]
    [InlineData("rotating-squares.gif")]
    public void Transparency_over_white_equals_Pillows_compositing(string name)
    {
        var path = SharedData.Path($"datasets/odd/{name}");
        var expected = Oracle.Python("PIL", """
            import sys, json
            from PIL import Image
            im = Image.open(sys.argv[1])
            if im.mode.startswith('I') or im.info.get('bits') == 16: im = im.convert('RGBA')
            im = im.convert('RGBA')
            im = Image.alpha_composite(Image.new('RGBA', im.size, (255, 255, 255, 255)), im).convert('RGB')
            n = im.size[0] * im.size[1]
            print(json.dumps([sum(band.getdata()) / n for band in im.split()]))
            """, path);

        var image = ImageReader.Read(path);

        for (var channel = 0; channel < 3; channel++)
            Assert.Equal(expected[channel].GetDouble(), Mean(image, 0, 0, image.Width, image.Height, channel), Tolerance);
    }

    [Theory]
    [InlineData("truncated.jpg", "the JPEG data is damaged, incomplete or of a kind that is not supported")]
    [InlineData("corrupt-header.jpg", "the JPEG data is damaged, incomplete or of a kind that is not supported")]
    [InlineData("truncated.png", "the PNG data is damaged, incomplete or of a kind that is not supported")]
    [InlineData("decompression_bomb.gif", "the GIF data is damaged, incomplete or of a kind that is not supported")]
    [InlineData("zero_byte.jpg", "the file is empty")]
    [InlineData("README.md", "it is not an image of a known kind")]
    public void A_damaged_file_is_refused_with_a_reason(string name, string reason)
    {
        var path = SharedData.Path($"datasets/odd/{name}");

        var error = Assert.Throws<ImageReadException>(() => ImageReader.Read(path));

        Assert.Equal(reason, error.Reason);
        Assert.Equal($"Cannot read image '{path}': {reason}.", error.Message);
    }

    [Fact]
    public void A_lossless_JPEG_is_read()
    {
        var image = ImageReader.Read(SharedData.Path("datasets/odd/testimgl.jpg"));

        Assert.Equal((227, 149), (image.Width, image.Height));
    }

    private static double[] Corner(RgbImage image, int x, int y) =>
        [Mean(image, x, y, 240, 240, 0), Mean(image, x, y, 240, 240, 1), Mean(image, x, y, 240, 240, 2)];

    private static double Mean(RgbImage image, int left, int top, int width, int height, int channel)
    {
        var sum = 0.0;
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
                sum += image.Pixels[(3 * ((y * image.Width) + x)) + channel];
        }

        return sum / (width * height);
    }
}
