using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class PreprocessorTests
{
    private static readonly Preprocessing Square = new() { Width = 4, Height = 4 };

    private static readonly RgbImage TwoPixels = new(2, 1, [10, 20, 30, 40, 50, 60]);

    [Fact]
    public void Channels_come_as_planes_in_red_green_blue_order()
    {
        Assert.Equal([10, 40, 20, 50, 30, 60], Tensor(new() { Width = 2, Height = 1 }));
    }

    [Fact]
    public void Channels_last_and_blue_first_on_request()
    {
        var caffe = new Preprocessing { Width = 2, Height = 1, ChannelOrder = ChannelOrder.Bgr };
        Assert.Equal([30, 60, 20, 50, 10, 40], Tensor(caffe));
        Assert.Equal([30, 20, 10, 60, 50, 40], Tensor(caffe with { Layout = TensorLayout.Hwc }));
        Assert.Equal([10, 20, 30, 40, 50, 60], Tensor(new() { Width = 2, Height = 1, Layout = TensorLayout.Hwc }));
    }

    [Fact]
    public void Values_are_divided_then_centred_then_scaled()
    {
        var preprocessing = new Preprocessing
        {
            Width = 2,
            Height = 1,
            Divisor = 10,
            Mean = new(1, 2, 3),
            Std = new(0.5f, 2, 4),
        };
        Assert.Equal([0, 6, 0, 1.5f, 0, 0.75f], Tensor(preprocessing));
    }

    [Fact]
    public void Mean_and_std_stay_with_their_colour_when_blue_comes_first()
    {
        var preprocessing = new Preprocessing { Width = 2, Height = 1, ChannelOrder = ChannelOrder.Bgr, Mean = new(10, 20, 30) };
        Assert.Equal([0, 30, 0, 30, 0, 30], Tensor(preprocessing));
    }

    [Fact]
    public void Squash_ignores_the_shape()
    {
        Assert.Equal(ResizeWindow.Whole(4, 4), PicturePlacement.Of(Square, 100, 10).Window);
    }

    [Theory]
    [InlineData(500, 375, 256, 341, 256, 58, 16)] // 341.33 rounds down; the offset 58.5 goes to the even 58
    [InlineData(375, 500, 256, 256, 341, 16, 58)]
    [InlineData(300, 300, 227, 227, 227, 2, 2)] // 1.5 goes to the even 2
    [InlineData(10, 9, 0, 248, 224, 12, 0)]
    public void Crop_follows_torchvision(int width, int height, int resizeTo, int fullWidth, int fullHeight, int left, int top)
    {
        var preprocessing = new Preprocessing { Width = 224, Height = 224, ResizeMode = ResizeMode.Crop, ResizeTo = resizeTo };
        var expected = new ResizeWindow(fullWidth, fullHeight, left, top, 224, 224);
        Assert.Equal(new PicturePlacement(expected, 0, 0), PicturePlacement.Of(preprocessing, width, height));
    }

    [Theory]
    [InlineData(500, 375, 224, 168, 0, 28)]
    [InlineData(375, 500, 168, 224, 28, 0)]
    [InlineData(64, 64, 224, 224, 0, 0)]
    [InlineData(9000, 1, 224, 1, 0, 112)] // 0.02 rows, but one has to be; 111.5 goes to the even 112
    public void Pad_keeps_the_shape_and_centres(int width, int height, int innerWidth, int innerHeight, int left, int top)
    {
        var preprocessing = new Preprocessing { Width = 224, Height = 224, ResizeMode = ResizeMode.Pad };
        var expected = new PicturePlacement(ResizeWindow.Whole(innerWidth, innerHeight), left, top);
        Assert.Equal(expected, PicturePlacement.Of(preprocessing, width, height));
    }

    [Fact]
    public void Bars_have_the_pad_colour()
    {
        var preprocessor = new Preprocessor(Square with { ResizeMode = ResizeMode.Pad, PadColor = new(1, 2, 3) });
        var padded = preprocessor.Resize(Pictures.Constant(8, 4, new(9, 9, 9)));
        Assert.Equal((4, 4), (padded.Width, padded.Height));
        Assert.Equal([1, 2, 3], padded.Pixels[..3].ToArray());
        Assert.Equal([9, 9, 9], padded.Pixels.Slice(4 * 3, 3).ToArray());
        Assert.Equal([1, 2, 3], padded.Pixels[^3..].ToArray());
    }

    [Fact]
    public void Crop_of_a_picture_of_one_very_long_row_works()
    {
        var preprocessor = new Preprocessor(new() { Width = 224, Height = 224, ResizeMode = ResizeMode.Crop, ResizeTo = 256 });
        var cropped = preprocessor.Resize(Pictures.Constant(10_000_000, 1, new(7, 8, 9)));
        Assert.Equal(Pictures.Constant(224, 224, new(7, 8, 9)).Pixels, cropped.Pixels);
    }

    [Fact]
    public void Applying_allocates_nothing_once_warm()
    {
        var preprocessor = new Preprocessor(new() { Width = 64, Height = 64, ResizeMode = ResizeMode.Pad });
        var picture = Pictures.Noise(300, 200, seed: 3);
        var tensor = new float[preprocessor.Preprocessing.TensorLength];
        preprocessor.Apply(picture, tensor);
        var before = GC.GetAllocatedBytesForCurrentThread();
        preprocessor.Apply(picture, tensor);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Threads_may_share_one()
    {
        var preprocessor = new Preprocessor(new() { Width = 50, Height = 60, Interpolation = Interpolation.Bicubic });
        var pictures = Enumerable.Range(0, 200).Select(i => Pictures.Noise(20 + i, 220 - i, seed: i)).ToArray();
        var alone = pictures.Select(picture => preprocessor.Resize(picture).Pixels.ToArray()).ToArray();
        Parallel.For(0, pictures.Length * 4, i =>
        {
            var index = i % pictures.Length;
            Assert.Equal(alone[index], preprocessor.Resize(pictures[index]).Pixels);
        });
    }

    [Fact]
    public void The_tensor_must_have_the_right_length()
    {
        var error = Assert.Throws<ArgumentException>(() => new Preprocessor(Square).Apply(TwoPixels, new float[47]));
        Assert.StartsWith("The tensor needs 48 values, got 47.", error.Message);
    }

    public static TheoryData<Preprocessing, string> Impossible => new()
    {
        { Square with { Width = 0 }, "Width and height must be at least 1, got 0 x 4." },
        { Square with { Height = -1 }, "Width and height must be at least 1, got 4 x -1." },
        { Square with { Width = 1 << 20, Height = 1 << 20 }, "A tensor of 3 x 1048576 x 1048576 values is too large." },
        { Square with { ResizeTo = -1 }, "ResizeTo must be at least 0, got -1." },
        {
            Square with { ResizeMode = ResizeMode.Crop, Height = 6, ResizeTo = 5 },
            "ResizeTo must be 0 or at least the longer side of the crop 4 x 6, got 5."
        },
        { Square with { Divisor = 0 }, "Divisor must be finite and not 0, got 0." },
        { Square with { Divisor = float.NaN }, "Divisor must be finite and not 0, got NaN." },
        { Square with { Mean = new(0, float.PositiveInfinity, 0) }, "Mean must be finite, got (0, Infinity, 0)." },
        { Square with { Std = new(1, 0.5f, 0) }, "Std must be finite and not 0, got (1, 0.5, 0)." },
        { Square with { Interpolation = (Interpolation)9 }, "Interpolation has no value 9." },
        { Square with { ResizeMode = (ResizeMode)9 }, "ResizeMode has no value 9." },
        { Square with { ChannelOrder = (ChannelOrder)9 }, "ChannelOrder has no value 9." },
        { Square with { Layout = (TensorLayout)9 }, "Layout has no value 9." },
    };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_carried_out_is_refused_with_the_reason(Preprocessing preprocessing, string reason)
    {
        var error = Assert.Throws<ArgumentException>(() => new Preprocessor(preprocessing));
        Assert.StartsWith(reason, error.Message);
    }

    private static float[] Tensor(Preprocessing preprocessing)
    {
        var tensor = new float[preprocessing.TensorLength];
        new Preprocessor(preprocessing).Apply(TwoPixels, tensor);
        return tensor;
    }
}
