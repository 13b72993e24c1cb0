using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class AugmentationProperties
{
    private static readonly Gen<ulong> Seeds = from upper in Gen.Choose(0, int.MaxValue - 1) from lower in Gen.Choose(0, int.MaxValue - 1) select ((ulong)upper << 33) ^ (ulong)lower;

    private static readonly Gen<double> Shares = Gen.Choose(0, 1000).Select(share => share / 1000.0);

    [Fact]
    public void Crops_lie_in_the_photo_with_area_and_shape_in_range()
    {
        var cases =
            from width in Gen.Choose(1, 500)
            from height in Gen.Choose(1, 500)
            from tensorWidth in Gen.Choose(1, 300)
            from tensorHeight in Gen.Choose(1, 300)
            from mode in Gen.Elements(Enum.GetValues<ResizeMode>())
            from area in Gen.Choose(1, 999)
            from aspect in Gen.Choose(100, 300)
            from seed in Seeds
            select (width, height, preprocessing: new Preprocessing { Width = tensorWidth, Height = tensorHeight, ResizeMode = mode }, area: area / 1000.0, aspect: aspect / 100.0, seed);
        Holds(cases, it =>
        {
            var options = new AugmentationOptions { MinimumArea = it.area, MaximumAspect = it.aspect };
            var crop = Variation.Draw(options, it.preprocessing, it.width, it.height, it.seed).Crop!.Value;
            var (width, height) = (crop.Right - crop.Left, crop.Bottom - crop.Top);
            var isInside = crop.Left >= 0 && crop.Top >= 0 && width >= 1 && height >= 1 && crop.Right <= it.width && crop.Bottom <= it.height;
            var isWhole = new[] { crop.Left, crop.Top, crop.Right, crop.Bottom }.All(double.IsInteger);
            var shape = it.preprocessing.ResizeMode == ResizeMode.Squash ? (double)it.width / it.height : (double)it.preprocessing.Width / it.preprocessing.Height;
            // Sides are rounded by half a pixel at most.
            var isShaped = (width - 0.51) / (height + 0.51) <= shape * it.aspect && (width + 0.51) / Math.Max(height - 0.51, 1e-9) >= shape / it.aspect;
            var isLarge = (width + 0.51) * (height + 0.51) >= it.area * it.width * it.height;
            // The last resort is as large as the shape lets it be, and in the middle.
            var isLargest = (width == it.width || height == it.height) && Math.Abs(crop.Left + crop.Right - it.width) <= 1 && Math.Abs(crop.Top + crop.Bottom - it.height) <= 1;
            return isInside && isWhole && (isLargest || (isShaped && isLarge));
        });
    }

    [Fact]
    public void Draws_are_in_range()
    {
        var cases =
            from share in Shares
            from flips in Gen.Choose(0, 3)
            from seed in Seeds
            select (share, flips, seed);
        Holds(cases, it =>
        {
            var options = new AugmentationOptions
            {
                FlipHorizontal = (it.flips & 1) != 0,
                FlipVertical = (it.flips & 2) != 0,
                Rotation = it.share * 180,
                Shift = it.share / 2,
                Zoom = it.share,
                Brightness = it.share,
                Contrast = it.share,
                Saturation = it.share,
                Hue = it.share / 2,
            };
            var drawn = Variation.Draw(options, new Preprocessing { Width = 8, Height = 8 }, 10, 10, it.seed);
            bool Near(double value) => Math.Abs(value) <= it.share * (1 + 1e-6);
            return drawn.Crop is null && Near(drawn.Angle / Math.PI) && Near(drawn.ShiftRight * 2) && Near(drawn.ShiftDown * 2)
                && Near(Math.Max(drawn.Zoom, 1 / drawn.Zoom) - 1) && Near(drawn.Brightness - 1) && Near(drawn.Contrast - 1) && Near(drawn.Saturation - 1)
                && Near(drawn.Hue / 127.5) && (options.FlipHorizontal || !drawn.IsMirrored) && (options.FlipVertical || !drawn.IsUpsideDown);
        });
    }

    [Fact]
    public void Draws_are_spread_evenly_and_have_nothing_to_do_with_each_other()
    {
        const int Count = 4000;
        var options = new AugmentationOptions
        {
            FlipHorizontal = true,
            FlipVertical = true,
            Rotation = 180,
            Shift = 0.5,
            Zoom = 1,
            Brightness = 1,
            Contrast = 1,
            Saturation = 1,
            Hue = 0.5,
            MinimumArea = 0.25,
        };
        var draws = Enumerable.Range(0, Count).Select(i => Variation.Draw(options, new Preprocessing { Width = 8, Height = 8 }, 1000, 1000, AugmentationSeed.Of(1, i % 5, $"{i / 5}.jpg"))).ToArray();
        double[][] numbers =
        [
            [.. draws.Select(drawn => drawn.IsMirrored ? 1.0 : -1)], [.. draws.Select(drawn => drawn.IsUpsideDown ? 1.0 : -1)], [.. draws.Select(drawn => drawn.Angle / Math.PI)],
            [.. draws.Select(drawn => 2 * drawn.ShiftRight)], [.. draws.Select(drawn => 2 * drawn.ShiftDown)], [.. draws.Select(drawn => Math.Log2(drawn.Zoom))],
            [.. draws.Select(drawn => drawn.Brightness - 1.0)], [.. draws.Select(drawn => drawn.Contrast - 1.0)], [.. draws.Select(drawn => drawn.Saturation - 1.0)],
            [.. draws.Select(drawn => drawn.Hue / 127.5)],
        ];
        // Five standard deviations: of a mean of numbers in -1..1, and of a correlation.
        foreach (var values in numbers)
            Assert.InRange(values.Average(), -5 / Math.Sqrt(Count), 5 / Math.Sqrt(Count));
        // Evenly from -1 to 1 is a mean square of 1/3, with a deviation of 0.3.
        foreach (var values in numbers[2..])
            Assert.InRange(values.Average(value => value * value), (1 / 3.0) - (1.5 / Math.Sqrt(Count)), (1 / 3.0) + (1.5 / Math.Sqrt(Count)));
        for (var i = 0; i < numbers.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var product = numbers[i].Zip(numbers[j], (a, b) => a * b).Average();
                Assert.InRange(product, -5 / Math.Sqrt(Count), 5 / Math.Sqrt(Count));
            }
        }

        // Nearly all fit at once, and few of the largest, so that a little less than the mean of 0.25 and 1 comes out.
        Assert.InRange(draws.Average(drawn => (drawn.Crop!.Value.Right - drawn.Crop.Value.Left) * (drawn.Crop.Value.Bottom - drawn.Crop.Value.Top) / 1e6), 0.5, 0.65);
        Assert.InRange(draws.Average(drawn => (drawn.Crop!.Value.Right + drawn.Crop.Value.Left) / 2), 490, 510);
    }

    /// <summary>Turned, shifted and reflected as it may be, a photo gets no colour that it does not have.</summary>
    [Fact]
    public void No_pixel_leaves_the_range_of_the_photo()
    {
        var cases =
            from width in Gen.Choose(1, 40)
            from height in Gen.Choose(1, 40)
            from tensorWidth in Gen.Choose(1, 40)
            from tensorHeight in Gen.Choose(1, 40)
            from mode in Gen.Elements(ResizeMode.Crop, ResizeMode.Squash)
            from interpolation in Gen.Elements(Interpolation.Nearest, Interpolation.Bilinear)
            from rotation in Gen.Elements(0, 20, 180)
            from area in Gen.Elements(1, 0.1)
            from seed in Seeds
            select (width, height, preprocessing: new Preprocessing { Width = tensorWidth, Height = tensorHeight, ResizeMode = mode, Interpolation = interpolation }, rotation, area, seed);
        Holds(cases, it =>
        {
            var options = new AugmentationOptions { Rotation = it.rotation, MinimumArea = it.area, Shift = 0.5, Zoom = 1, FlipHorizontal = true, FlipVertical = true };
            var photo = Pictures.Noise(it.width, it.height, (int)(it.seed % 1000));
            var bytes = photo.Pixels.ToArray().Select(value => (byte)(100 + (value % 50))).ToArray();
            var varied = new Augmenter(options, it.preprocessing).Picture(new RgbImage(it.width, it.height, bytes), it.seed);
            return !varied.Pixels.ContainsAnyExceptInRange(bytes.Min(), bytes.Max());
        });
    }

    private static void Holds<T>(Gen<T> cases, Func<T, bool> property) => Prop.ForAll(cases.ToArbitrary(), property).Holds(cases: 300);
}
