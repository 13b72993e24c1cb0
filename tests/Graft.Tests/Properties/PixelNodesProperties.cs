using FsCheck;
using FsCheck.Fluent;
using Graft.Tests.Support;

namespace Graft.Tests.Properties;

/// <summary>Preprocessing in the graph against <see cref="Preprocessor"/>: no bit of a tensor may differ.</summary>
public sealed class PixelNodesProperties
{
    private static readonly CropPosition[] AllCrops = [CropPosition.TopLeft, CropPosition.TopRight, CropPosition.BottomLeft, CropPosition.BottomRight, CropPosition.Center];

    [Fact]
    public void The_graph_gives_the_tensors_of_the_preprocessor()
    {
        var cases =
            from preprocessing in Recipes(70)
            from source in Size(500, 300)
            from crops in Gen.Elements<CropPosition[]>([CropPosition.Center], AllCrops)
            from flip in Gen.Elements(false, true)
            from seed in Gen.Choose(0, int.MaxValue - 1)
            select (preprocessing, source, crops: preprocessing.ResizeMode == ResizeMode.Crop ? crops : [CropPosition.Center], flip, seed);
        Prop.ForAll(cases.ToArbitrary(), it => Same(it.preprocessing, it.source, it.crops, it.flip, it.seed)).Holds(cases: 1000);
    }

    [Fact]
    public void It_does_so_for_extreme_shapes()
    {
        var cases =
            from preprocessing in Recipes(40)
            from source in Gen.Elements((1, 1), (1, 2), (2, 1), (1, 900), (900, 1), (3, 2000), (2000, 3), (5000, 7), (7, 5000))
            select (preprocessing, source);
        Prop.ForAll(cases.ToArbitrary(), it => Same(it.preprocessing, it.source, [CropPosition.Center], flip: false, seed: 1)).Holds(cases: 300);
    }

    [Fact]
    public void Pictures_of_a_batch_do_not_mix()
    {
        var preprocessing = new Preprocessing { Width = 20, Height = 16, ResizeMode = ResizeMode.Crop, ResizeTo = 24, Interpolation = Interpolation.Bicubic };
        RgbImage[] pictures = [.. Enumerable.Range(0, 3).Select(i => Pictures.Noise(57, 43, i))];
        using var graph = new PixelGraph(preprocessing, AllCrops, flip: true);

        Assert.Equal(pictures.SelectMany(picture => graph.Run(picture)), graph.Run(pictures));
    }

    private static bool Same(Preprocessing preprocessing, (int Width, int Height) source, CropPosition[] crops, bool flip, int seed)
    {
        var picture = Pictures.Noise(source.Width, source.Height, seed, extreme: seed % 3 == 0);
        var expected = new float[preprocessing.TensorLength * crops.Length * (flip ? 2 : 1)];
        new Preprocessor(preprocessing).ApplyViews(picture, crops, flip, expected);
        using var graph = new PixelGraph(preprocessing, crops, flip);
        return expected.AsSpan().SequenceEqual(graph.Run(picture));
    }

    private static Gen<Preprocessing> Recipes(int longest) =>
        from size in Size(longest, longest)
        from mode in Gen.Elements(Enum.GetValues<ResizeMode>())
        from margin in Gen.Choose(0, 30)
        from filter in Gen.Elements(Enum.GetValues<Interpolation>())
        from bars in ArbMap.Default.GeneratorFor<byte>().Three()
        from order in Gen.Elements(Enum.GetValues<ChannelOrder>())
        from layout in Gen.Elements(Enum.GetValues<TensorLayout>())
        from values in Gen.Elements((1f, 0f, 1f), (255f, 0.485f, 0.229f), (127.5f, 1f, 1f), (1f, 103.939f, 57.375f))
        select new Preprocessing
        {
            Width = size.Width,
            Height = size.Height,
            ResizeMode = mode,
            ResizeTo = margin == 0 || mode != ResizeMode.Crop ? 0 : Math.Max(size.Width, size.Height) + margin,
            Interpolation = filter,
            PadColor = new RgbColor(bars.Item1, bars.Item2, bars.Item3),
            ChannelOrder = order,
            Layout = layout,
            Divisor = values.Item1,
            Mean = new RgbTriple(values.Item2, values.Item2 * 0.9f, values.Item2 * 0.8f),
            Std = new RgbTriple(values.Item3, values.Item3 * 1.1f, values.Item3 * 1.2f),
        };

    private static Gen<(int Width, int Height)> Size(int widest, int highest) =>
        from width in Gen.Choose(1, widest)
        from height in Gen.Choose(1, highest)
        select (width, height);
}
