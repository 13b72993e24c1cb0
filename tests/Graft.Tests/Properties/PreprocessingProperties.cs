using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

public sealed class PreprocessingProperties
{
    private static readonly Gen<Interpolation> Filters = Gen.Elements(Enum.GetValues<Interpolation>());

    private static readonly Gen<float> Reals = ArbMap.Default.GeneratorFor<float>().Where(float.IsFinite);

    [Fact]
    public void A_picture_of_one_colour_stays_so()
    {
        var cases =
            from source in Size(90)
            from target in Size(90)
            from filter in Filters
            from red in Gen.Choose(0, 255)
            from green in Gen.Choose(0, 255)
            select (source, target, filter, color: new RgbColor((byte)red, (byte)green, 255));
        Holds(cases, it =>
        {
            var picture = Pictures.Constant(it.source.Width, it.source.Height, it.color);
            var resized = Resampler.Resize(picture, it.target.Width, it.target.Height, it.filter, Resampler.CanVectorise);
            return resized.Pixels.SequenceEqual(Pictures.Constant(it.target.Width, it.target.Height, it.color).Pixels);
        });
    }

    [Fact]
    public void Vectorised_and_plain_loops_give_the_same_bytes()
    {
        Assert.SkipUnless(Resampler.CanVectorise, "This machine has no AVX2.");
        var cases =
            from source in Size(200)
            from target in Size(200)
            from filter in Filters
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select (source, target, filter, seed);
        Holds(cases, it =>
        {
            var picture = Pictures.Noise(it.source.Width, it.source.Height, it.seed, extreme: it.seed % 2 == 0);
            var plain = Resampler.Resize(picture, it.target.Width, it.target.Height, it.filter, vectorised: false);
            var vectorised = Resampler.Resize(picture, it.target.Width, it.target.Height, it.filter, vectorised: true);
            return plain.Pixels.SequenceEqual(vectorised.Pixels);
        });
    }

    [Fact]
    public void A_window_is_that_part_of_the_whole_and_nothing_around_it_is_touched()
    {
        var cases =
            from source in Size(60)
            from full in Size(60)
            from filter in Filters
            from left in Gen.Choose(0, full.Width - 1)
            from top in Gen.Choose(0, full.Height - 1)
            from width in Gen.Choose(1, full.Width - left)
            from height in Gen.Choose(1, full.Height - top)
            select (source, filter, window: new ResizeWindow(full.Width, full.Height, left, top, width, height));
        Holds(cases, it =>
        {
            var picture = Pictures.Noise(it.source.Width, it.source.Height, seed: 4);
            var whole = Resampler.Resize(picture, it.window.FullWidth, it.window.FullHeight, it.filter, Resampler.CanVectorise);
            var stride = it.window.Width * 3 + 5;
            var expected = new byte[it.window.Height * stride];
            for (var y = 0; y < it.window.Height; y++)
            {
                var start = ((it.window.Top + y) * whole.Width + it.window.Left) * 3;
                whole.Pixels.Slice(start, it.window.Width * 3).CopyTo(expected.AsSpan(y * stride));
            }

            var part = new byte[expected.Length];
            Resampler.Resize(picture, it.window, it.filter, new(part, stride), Resampler.CanVectorise);
            return part.AsSpan().SequenceEqual(expected);
        });
    }

    [Fact]
    public void Json_gives_back_what_was_written()
    {
        var triples = from red in Reals from green in Reals from blue in Reals select new RgbTriple(red, green, blue);
        var colors = ArbMap.Default.GeneratorFor<byte>().Three().Select(rgb => new RgbColor(rgb.Item1, rgb.Item2, rgb.Item3));
        var cases =
            from size in Size(4000)
            from mode in Gen.Elements(Enum.GetValues<ResizeMode>())
            from margin in Gen.Choose(0, 100)
            from filter in Filters
            from background in Gen.OneOf(Gen.Constant<RgbColor?>(null), colors.Select(color => (RgbColor?)color))
            from bars in colors
            from order in Gen.Elements(Enum.GetValues<ChannelOrder>())
            from divisor in Reals.Where(value => value != 0)
            from mean in triples
            from std in triples.Where(std => std.Red != 0 && std.Green != 0 && std.Blue != 0)
            from layout in Gen.Elements(Enum.GetValues<TensorLayout>())
            select new Preprocessing
            {
                Width = size.Width,
                Height = size.Height,
                ResizeMode = mode,
                ResizeTo = margin == 0 ? 0 : Math.Max(size.Width, size.Height) + margin,
                Interpolation = filter,
                AlphaBackground = background,
                PadColor = bars,
                ChannelOrder = order,
                Divisor = divisor,
                Mean = mean,
                Std = std,
                Layout = layout,
            };
        Holds(cases, preprocessing => Preprocessing.FromJson(preprocessing.ToJson()) == preprocessing);
    }

    private static Gen<(int Width, int Height)> Size(int longest) =>
        from width in Gen.Choose(1, longest)
        from height in Gen.Choose(1, longest)
        select (width, height);

    private static void Holds<T>(Gen<T> cases, Func<T, bool> property) =>
        Prop.ForAll(cases.ToArbitrary(), property).Holds(cases: 300);
}
