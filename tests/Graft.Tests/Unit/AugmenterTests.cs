using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class AugmenterTests
{
    private static readonly Preprocessing Small = new() { Width = 32, Height = 24, ResizeMode = ResizeMode.Crop, ResizeTo = 36, Divisor = 255 };

    private static readonly AugmentationOptions Everything = new()
    {
        MinimumArea = 0.3,
        FlipHorizontal = true,
        FlipVertical = true,
        Rotation = 180,
        Shift = 0.5,
        Zoom = 1,
        Brightness = 1,
        Contrast = 1,
        Saturation = 1,
        Hue = 0.5,
    };

    private static readonly (int Width, int Height)[] Sizes = [(1, 1), (3, 200), (200, 3), (32, 24), (100, 75), (20, 31)];

    public static TheoryData<Preprocessing> Recipes => [
        Small,
        Small with { ResizeMode = ResizeMode.Pad, PadColor = new(10, 20, 30), Interpolation = Interpolation.Lanczos },
        Small with { ResizeMode = ResizeMode.Squash, Interpolation = Interpolation.Nearest, Layout = TensorLayout.Hwc },
        PreprocessingPreset.Of("caffe", 24, 32, TensorLayout.Hwc),
        PreprocessingPreset.Of("imagenet", 16, 16),
    ];

    [Theory]
    [MemberData(nameof(Recipes), DisableDiscoveryEnumeration = true)]
    public void Without_options_tensors_are_the_preprocessors_to_the_bit(Preprocessing preprocessing)
    {
        var (preprocessor, augmenter) = (new Preprocessor(preprocessing), new Augmenter(AugmentationOptions.None, preprocessing));
        foreach (var (width, height) in Sizes)
        {
            var photo = Pictures.Noise(width, height, seed: width);
            var (expected, tensor) = (new float[preprocessing.TensorLength], new float[preprocessing.TensorLength]);
            preprocessor.Apply(photo, expected);
            augmenter.Apply(photo, 7, tensor);
            Assert.Equal(expected, tensor);
            Assert.Equal(preprocessor.Resize(photo).Pixels, augmenter.Picture(photo, 7).Pixels);
        }
    }

    [Theory]
    [MemberData(nameof(Recipes), DisableDiscoveryEnumeration = true)]
    public void Mirroring_moves_pixels_and_changes_none(Preprocessing preprocessing)
    {
        var photo = Pictures.Noise(90, 70, seed: 5);
        var plain = new Preprocessor(preprocessing).Resize(photo);
        var augmenter = new Augmenter(new() { FlipHorizontal = true, FlipVertical = true }, preprocessing);
        var seen = new HashSet<(bool, bool)>();
        for (var seed = 0UL; seed < 20; seed++)
        {
            var varied = augmenter.Picture(photo, seed);
            var drawn = Draw(new() { FlipHorizontal = true, FlipVertical = true }, preprocessing, photo, seed);
            seen.Add((drawn.IsMirrored, drawn.IsUpsideDown));
            for (var i = 0; i < plain.Width * plain.Height; i++)
            {
                var (x, y) = (i % plain.Width, i / plain.Width);
                var from = Pixel(plain, drawn.IsMirrored ? plain.Width - 1 - x : x, drawn.IsUpsideDown ? plain.Height - 1 - y : y);
                Assert.True(from == Pixel(varied, x, y));
            }
        }

        Assert.Equal(4, seen.Count);
    }

    /// <summary>
    /// A photo whose red says how far right a point lies and whose green how far down: each pixel then tells where it comes
    /// from, and the test works that out by itself.
    /// </summary>
    [Theory]
    [InlineData(ResizeMode.Crop, false)]
    [InlineData(ResizeMode.Squash, false)]
    [InlineData(ResizeMode.Pad, false)]
    [InlineData(ResizeMode.Crop, true)]
    public void Every_pixel_comes_from_where_the_draws_say(ResizeMode mode, bool crops)
    {
        var preprocessing = new Preprocessing { Width = 60, Height = 40, ResizeMode = mode, ResizeTo = 64 };
        var options = new AugmentationOptions { MinimumArea = crops ? 0.4 : 1, Rotation = 180, Shift = 0.3, Zoom = 0.5, FlipHorizontal = true, FlipVertical = true };
        var photo = Slopes(300, 210);
        var checkedCount = 0;
        for (var seed = 100UL; seed < 140; seed++)
        {
            var drawn = Draw(options, preprocessing, photo, seed);
            var varied = new Augmenter(options, preprocessing).Picture(photo, seed);
            for (var y = 0; y < 40; y++)
            {
                for (var x = 0; x < 60; x++)
                {
                    var (fromX, fromY) = SourceOf(drawn, preprocessing, photo, x + 0.5, y + 0.5);
                    // Near the border the mirror image, or the bars, come in.
                    if (fromX is < 10 or > 290 || fromY is < 10 or > 200)
                        continue;
                    var (red, green, _) = Pixel(varied, x, y);
                    Assert.True(Math.Abs(red - (fromX * 255 / 300)) <= 1.5 && Math.Abs(green - (fromY * 255 / 210)) <= 1.5, $"seed {seed}, {x}, {y}: {red}, {green}");
                    checkedCount++;
                }
            }
        }

        Assert.True(checkedCount > 40 * 600, $"{checkedCount} pixels were checked.");
    }

    [Fact]
    public void Around_the_photo_is_its_mirror_image()
    {
        var options = new AugmentationOptions { Shift = 0.5 };
        var preprocessing = new Preprocessing { Width = 8, Height = 1 };
        var photo = Pictures.Grey(8, 1, 10, 20, 30, 40, 50, 60, 70, 80);
        var rights = new HashSet<int>();
        for (var seed = 0UL; seed < 40; seed++)
        {
            var right = (int)Math.Round(Draw(options, preprocessing, photo, seed).ShiftRight * 8);
            rights.Add(right);
            var expected = Enumerable.Range(0, 8).Select(x => x - right).Select(x => (byte)(10 * (1 + (x < 0 ? -1 - x : x > 7 ? 15 - x : x))));
            Assert.Equal(expected, Every3rd(new Augmenter(options, preprocessing).Picture(photo, seed)));
        }

        Assert.True(rights.Count > 6);
    }

    [Fact]
    public void Around_a_photo_that_is_padded_are_bars()
    {
        var preprocessing = new Preprocessing { Width = 40, Height = 40, ResizeMode = ResizeMode.Pad, PadColor = new(255, 0, 0) };
        var options = new AugmentationOptions { Rotation = 180, Shift = 0.3, Zoom = 1 };
        var photo = Pictures.Constant(80, 20, new(0, 0, 255));
        for (var seed = 0UL; seed < 20; seed++)
        {
            var varied = new Augmenter(options, preprocessing).Picture(photo, seed);
            // Where bars and photo meet they mix, and all of it is one or the other.
            for (var i = 0; i < varied.Pixels.Length; i += 3)
                Assert.True(varied.Pixels[i] + varied.Pixels[i + 2] is >= 254 and <= 256);
            Assert.Contains((byte)255, Every3rd(varied));
        }
    }

    [Theory]
    [MemberData(nameof(Recipes), DisableDiscoveryEnumeration = true)]
    public void Photos_of_every_size_take_every_variation(Preprocessing preprocessing)
    {
        var geometry = Everything with { Brightness = 0, Contrast = 0, Saturation = 0, Hue = 0 };
        var grounded = preprocessing with { PadColor = new(1, 2, 3) };
        foreach (var (width, height) in Sizes)
        {
            for (var seed = 0UL; seed < 30; seed++)
            {
                // A photo of one colour stays so, whatever is done to it.
                var plain = new Augmenter(geometry, grounded).Picture(Pictures.Constant(width, height, new(1, 2, 3)), seed);
                Assert.Equal(Pictures.Constant(preprocessing.Width, preprocessing.Height, new(1, 2, 3)).Pixels, plain.Pixels);
                var tensor = new float[preprocessing.TensorLength];
                new Augmenter(Everything, preprocessing).Apply(Pictures.Noise(width, height, (int)seed), seed, tensor);
                Assert.DoesNotContain(tensor, value => !float.IsFinite(value));
            }
        }
    }

    [Fact]
    public void Networks_of_the_smallest_pictures_take_every_variation()
    {
        foreach (var (width, height) in new[] { (1, 1), (2, 2), (1, 50), (50, 1) })
        {
            foreach (var mode in Enum.GetValues<ResizeMode>())
            {
                var augmenter = new Augmenter(Everything with { MinimumArea = 1 }, new() { Width = width, Height = height, ResizeMode = mode });
                for (var seed = 0UL; seed < 200; seed++)
                    Assert.Equal(width, augmenter.Picture(Pictures.Noise(1 + (int)(seed % 9), 1 + (int)(seed % 7), 1), seed).Width);
            }
        }
    }

    [Fact]
    public void An_option_changes_nothing_but_its_own_effect()
    {
        var photo = Pictures.Noise(50, 40, seed: 1);
        var all = Enumerable.Range(0, 30).Select(seed => Draw(Everything, Small, photo, (ulong)seed)).ToArray();
        var few = Enumerable.Range(0, 30).Select(seed => Draw(new() { FlipHorizontal = true, Zoom = 1, MinimumArea = 0.3 }, Small, photo, (ulong)seed)).ToArray();
        Assert.Equal(all.Select(drawn => (drawn.IsMirrored, drawn.Zoom, drawn.Crop)), few.Select(drawn => (drawn.IsMirrored, drawn.Zoom, drawn.Crop)));
        Assert.All(few, drawn => Assert.Equal((false, 0d, 0d, 1f, 0), (drawn.IsUpsideDown, drawn.Angle, drawn.ShiftRight, drawn.Contrast, drawn.Hue)));
    }

    [Fact]
    public void Applying_allocates_next_to_nothing_once_warm()
    {
        var augmenter = new Augmenter(Everything with { MinimumArea = 1, Zoom = 0 }, Small);
        var photo = Pictures.Noise(100, 80, seed: 3);
        var tensor = new float[Small.TensorLength];
        for (var seed = 0UL; seed < 50; seed++)
            augmenter.Apply(photo, seed, tensor);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var seed = 0UL; seed < 50; seed++)
            augmenter.Apply(photo, seed, tensor);
        // Only weights of the resampler, a few hundred bytes each, which pictures of other sizes evict.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50 * 16_384);
    }

    [Fact]
    public void Threads_may_share_one()
    {
        var augmenter = new Augmenter(Everything, Small);
        var photo = Pictures.Noise(100, 80, seed: 3);
        var alone = Enumerable.Range(0, 100).Select(seed => augmenter.Picture(photo, (ulong)seed).Pixels.ToArray()).ToArray();
        Parallel.For(0, 400, i => Assert.Equal(alone[i % 100], augmenter.Picture(photo, (ulong)(i % 100)).Pixels));
    }

    [Fact]
    public void The_tensor_must_have_the_right_length()
    {
        var error = Assert.Throws<ArgumentException>(() => new Augmenter(Everything, Small).Apply(Pictures.Noise(4, 4, 1), 0, new float[5]));
        Assert.StartsWith("The tensor needs 2304 values, got 5.", error.Message);
    }

    /// <summary>Where the point (x, y) of a varied picture lies in the photo, step by step back.</summary>
    private static (double X, double Y) SourceOf(Variation drawn, Preprocessing preprocessing, RgbImage photo, double x, double y)
    {
        double width = preprocessing.Width, height = preprocessing.Height;
        x = drawn.IsMirrored ? width - x : x;
        y = drawn.IsUpsideDown ? height - y : y;
        x -= (width / 2) + Math.Round(drawn.ShiftRight * width);
        y -= (height / 2) + Math.Round(drawn.ShiftDown * height);
        // Turned counter-clockwise, so back clockwise; y points down.
        (x, y) = ((x * Math.Cos(drawn.Angle)) - (y * Math.Sin(drawn.Angle)), (x * Math.Sin(drawn.Angle)) + (y * Math.Cos(drawn.Angle)));
        x = (x / drawn.Zoom) + (width / 2);
        y = (y / drawn.Zoom) + (height / 2);
        if (drawn.Crop is { } crop)
            return (crop.Left + (x * (crop.Right - crop.Left) / width), crop.Top + (y * (crop.Bottom - crop.Top) / height));
        var (window, left, top) = PicturePlacement.Of(preprocessing, photo.Width, photo.Height);
        return ((x - left + window.Left) * photo.Width / window.FullWidth, (y - top + window.Top) * photo.Height / window.FullHeight);
    }

    private static RgbImage Slopes(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            pixels[3 * i] = (byte)Math.Round(((i % width) + 0.5) * 255 / width);
            pixels[(3 * i) + 1] = (byte)Math.Round(((i / width) + 0.5) * 255 / height);
        }

        return new RgbImage(width, height, pixels);
    }

    private static Variation Draw(AugmentationOptions options, Preprocessing preprocessing, RgbImage photo, ulong seed) =>
        Variation.Draw(options, preprocessing, photo.Width, photo.Height, seed);

    private static (byte Red, byte Green, byte Blue) Pixel(RgbImage picture, int x, int y) =>
        picture.Pixels.Slice(((y * picture.Width) + x) * 3, 3) is [var red, var green, var blue] ? (red, green, blue) : default;

    private static byte[] Every3rd(RgbImage picture) => [.. picture.Pixels.ToArray().Where((_, i) => i % 3 == 0)];
}
