using Graft.Tests.Support;

namespace Graft.Tests.Unit;

public sealed class ResamplerTests
{
    [Fact]
    public void Bilinear_weights_of_halving_are_1_3_3_1_eighths()
    {
        // The filter is 2 wide on each side of the centre at 4; its samples lie at distances 1.5, 0.5, 0.5 and 1.5.
        var weights = new ResampleWeights(new(8, 4, 0, 4, Interpolation.Bilinear));
        const int eighth = (1 << ResampleWeights.PrecisionBits) / 8;
        Assert.Equal(1, weights.Starts[1]);
        Assert.Equal([eighth, 3 * eighth, 3 * eighth, eighth], weights.Weights.Slice(weights.Taps, 4).ToArray());
    }

    [Fact]
    public void Weights_are_cut_off_and_made_whole_again_at_the_border()
    {
        // The first target pixel has its centre at 1, so the outermost sample is outside: 3, 3 and 1 sevenths are left.
        var weights = new ResampleWeights(new(8, 4, 0, 4, Interpolation.Bilinear));
        const double one = 1 << ResampleWeights.PrecisionBits;
        Assert.Equal((0, 3), (weights.Starts[0], weights.Counts[0]));
        Assert.Equal(
            [Math.Round(3 / 7.0 * one), Math.Round(3 / 7.0 * one), Math.Round(1 / 7.0 * one)],
            weights.Weights[..3].ToArray().Select(weight => (double)weight));
    }

    [Fact]
    public void The_two_halves_of_a_weight_make_it_whole()
    {
        var weights = new ResampleWeights(new(500, 224, 0, 224, Interpolation.Lanczos));
        Assert.Contains(weights.Weights.ToArray(), weight => weight < 0);
        for (var i = 0; i < weights.Weights.Length; i += 2)
        {
            var (high, low) = (weights.Halves[i], weights.Halves[i + 1]);
            Assert.Equal(weights.Weights[i], ((short)high << ResampleWeights.LowHalfBits) + (short)low);
            Assert.Equal(weights.Weights[i + 1], ((high >> 16) << ResampleWeights.LowHalfBits) + (low >> 16));
        }
    }

    [Fact]
    public void Halving_a_row_with_the_bilinear_filter()
    {
        // (3 x 0 + 3 x 70 + 1 x 140) / 7 = 50 and (1 x 70 + 3 x 140 + 3 x 210) / 7 = 160.
        var half = Resize(Pictures.Grey(4, 1, 0, 70, 140, 210), 2, 1, Interpolation.Bilinear);
        Assert.Equal([50, 50, 50, 160, 160, 160], half);
    }

    [Fact]
    public void Doubling_a_column_with_the_bilinear_filter()
    {
        // Centres at 0.25, 0.75, 1.25 and 1.75: one quarter of the way over.
        var doubled = Resize(Pictures.Grey(1, 2, 0, 100), 1, 4, Interpolation.Bilinear);
        Assert.Equal([0, 25, 75, 100], Every3rd(doubled));
    }

    [Fact]
    public void Negative_lobes_are_clipped_to_black_and_white()
    {
        var enlarged = Every3rd(Resize(Pictures.Grey(4, 1, 0, 0, 255, 255), 40, 1, Interpolation.Lanczos));
        Assert.Contains((byte)0, enlarged);
        Assert.Contains((byte)255, enlarged);
        Assert.Equal(enlarged, enlarged.Reverse().Select(level => (byte)(255 - level)));
    }

    [Fact]
    public void Nearest_takes_the_pixel_that_holds_the_centre()
    {
        Assert.Equal([2, 4], Every3rd(Resize(Pictures.Grey(4, 1, 1, 2, 3, 4), 2, 1, Interpolation.Nearest)));
        Assert.Equal([1, 1, 2, 2, 3, 3], Every3rd(Resize(Pictures.Grey(1, 3, 1, 2, 3), 1, 6, Interpolation.Nearest)));
    }

    [Fact]
    public void The_same_size_gives_the_same_pixels()
    {
        var picture = Pictures.Noise(31, 17, seed: 1);
        foreach (var interpolation in Enum.GetValues<Interpolation>())
            Assert.Equal(picture.Pixels, Resize(picture, 31, 17, interpolation));
    }

    [Fact]
    public void Channels_do_not_mix()
    {
        var pixels = Pictures.Noise(50, 40, seed: 2).Pixels.ToArray();
        for (var i = 0; i < pixels.Length; i += 3)
            pixels[i + 1] = 0;
        var resized = Resize(new RgbImage(50, 40, pixels), 23, 19, Interpolation.Bicubic);
        Assert.All(Every3rd(resized.AsSpan(1)), green => Assert.Equal(0, green));
    }

    [Fact]
    public void Weights_are_kept_and_shared()
    {
        var axis = new ResampleAxis(123, 45, 0, 45, Interpolation.Bicubic);
        Assert.Same(ResampleWeightsCache.Get(axis), ResampleWeightsCache.Get(axis));
    }

    private static byte[] Resize(RgbImage picture, int width, int height, Interpolation interpolation) =>
        Resampler.Resize(picture, width, height, interpolation, Resampler.CanVectorise).Pixels.ToArray();

    private static byte[] Every3rd(ReadOnlySpan<byte> pixels)
    {
        var values = new byte[(pixels.Length + 2) / 3];
        for (var i = 0; i < values.Length; i++)
            values[i] = pixels[i * 3];
        return values;
    }
}
