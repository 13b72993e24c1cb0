using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Our pixels and tensors against Pillow's and numpy's: no byte may differ.</summary>
public sealed class PillowTests
{
    private static readonly string[] PhotoSets = ["animals", "flowers17", "caltech101"];

    private const string Crop = """
        def emit_cropped(picture, resize_to, width, height):
            name = rng.choice(list(filters))
            w, h = picture.size
            short, long = (w, h) if w <= h else (h, w)
            new_short = resize_to or max(width, height)
            new_long = int(new_short * long / short)
            resized = picture.resize((new_short, new_long) if w <= h else (new_long, new_short), filters[name])
            top = int(round((resized.height - height) / 2.0))
            left = int(round((resized.width - width) / 2.0))
            cropped = resized.crop((left, top, left + width, top + height))
            emit(picture, cropped, interpolation=name, resizeMode='crop', resizeTo=resize_to)


        """;

    private const string Pad = """
        def emit_padded(picture, size):
            name = rng.choice(list(filters))
            color = tuple(rng.randint(0, 255) for _ in range(3))
            padded = ImageOps.pad(picture, size, method=filters[name], color=color)
            emit(picture, padded, interpolation=name, resizeMode='pad', padColor=color)


        """;

    // A quarter of the cases keeps one side, so that a pass is left out.
    [Fact]
    public void Resizing_noise_gives_Pillows_bytes() => AllAgree(atLeast: 320, PillowCase.From("""
        for i in range(320):
            name = list(filters)[i % 4]
            picture = random_picture(rng.randint(1, 700), rng.randint(1, 700))
            size = (rng.randint(1, 700), rng.randint(1, 700))
            if i % 16 < 4:
                size = (picture.width, size[1]) if i % 32 < 16 else (size[0], picture.height)
            emit(picture, picture.resize(size, filters[name]), interpolation=name)
        """));

    [Fact]
    public void Resizing_to_and_from_extreme_sizes_gives_Pillows_bytes() => AllAgree(atLeast: 80, PillowCase.From("""
        shapes = [(1, 1, 1000, 1000), (5000, 40, 3, 3), (40, 5000, 3, 3), (3, 2000, 224, 224), (2000, 3, 224, 224),
                  (1, 3000, 700, 2), (3000, 1, 2, 700), (1, 2, 2, 1), (2, 2, 1, 1), (6, 5, 5, 6), (4, 9000, 5, 8999)]
        shapes += [(width, 7, 5, width) for width in range(1, 12)]
        for name in filters:
            for width, height, to_width, to_height in shapes:
                picture = random_picture(width, height)
                emit(picture, picture.resize((to_width, to_height), filters[name]), interpolation=name)
        """));

    [Fact]
    [Trait("Needs", SharedData.Trait)]
    public void Resizing_photos_gives_Pillows_bytes() => AllAgree(atLeast: 240, PillowCase.From("""
        for i, path in enumerate(sys.argv[2:]):
            picture = open_rgb(path)
            for name in filters:
                size = [(224, 224), (299, 299), (96, 128)][i % 3]
                emit(picture, picture.resize(size, filters[name]), interpolation=name)
        """, Photos(20)));

    [Fact]
    public void Cropping_noise_gives_the_bytes_of_torchvisions_convention() => AllAgree(atLeast: 100, PillowCase.From(Crop + """
        for i in range(100):
            width, height = rng.randint(1, 200), rng.randint(1, 200)
            resize_to = max(width, height) + rng.randint(0, 40)
            emit_cropped(random_picture(rng.randint(1, 300), rng.randint(1, 300)), resize_to, width, height)
        """));

    [Fact]
    [Trait("Needs", SharedData.Trait)]
    public void Cropping_photos_gives_the_bytes_of_torchvisions_convention() => AllAgree(atLeast: 120, PillowCase.From(Crop + """
        for path in sys.argv[2:]:
            picture = open_rgb(path)
            for resize_to, width, height in [(256, 224, 224), (235, 224, 192), (0, 128, 160), (257, 64, 257)]:
                emit_cropped(picture, resize_to, width, height)
        """, Photos(10)));

    [Fact]
    public void Padding_noise_gives_the_bytes_of_ImageOps_pad() => AllAgree(atLeast: 100, PillowCase.From(Pad + """
        for i in range(200):
            width, height = rng.randint(1, 200), rng.randint(1, 200)
            to_width, to_height = rng.randint(1, 200), rng.randint(1, 200)
            # Pillow refuses to resize to nothing.
            if round(to_width * height / width) >= 1 and round(to_height * width / height) >= 1:
                emit_padded(random_picture(width, height), (to_width, to_height))
        """));

    [Fact]
    [Trait("Needs", SharedData.Trait)]
    public void Padding_photos_gives_the_bytes_of_ImageOps_pad() => AllAgree(atLeast: 90, PillowCase.From(Pad + """
        for path in sys.argv[2:]:
            picture = open_rgb(path)
            for size in [(224, 224), (225, 224), (100, 299)]:
                emit_padded(picture, size)
        """, Photos(10)));

    [Fact]
    [Trait("Needs", SharedData.Trait)]
    public void Tensors_of_photos_equal_numpys_float32() => AllAgree(atLeast: 60, PillowCase.From("""
        recipes = [
            (255, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
            (1, (123.68, 116.779, 103.939), (1, 1, 1)),
            (127.5, (1, 1, 1), (1, 1, 1)),
        ]
        for i, path in enumerate(sys.argv[2:]):
            picture = open_rgb(path)
            for divisor, mean, std in recipes:
                result = picture.resize((61, 50), Image.BILINEAR)
                scaled = np.asarray(result).astype(np.float32) / np.float32(divisor)
                tensor = (scaled - np.float32(mean)) / np.float32(std)
                order, layout = rng.choice(['rgb', 'bgr']), rng.choice(['chw', 'hwc'])
                tensor = tensor[:, :, ::-1] if order == 'bgr' else tensor
                tensor = tensor.transpose(2, 0, 1) if layout == 'chw' else tensor
                emit(picture, result, tensor, divisor=divisor, mean=mean, std=std, channelOrder=order, layout=layout)
        """, Photos(7)));

    /// <summary>The same by the nodes that an exported file has for it.</summary>
    private static void AssertSameInTheGraph(PillowCase expected)
    {
        using var graph = new PixelGraph(expected.Preprocessing);
        var tensor = graph.Run(expected.Source);
        if (expected.ExpectedTensor.Length > 0)
        {
            AssertSame<float>(expected, expected.ExpectedTensor, tensor);
            return;
        }

        var plane = tensor.Length / 3;
        AssertSame(expected, expected.ExpectedPicture, [.. Enumerable.Range(0, tensor.Length).Select(i => (byte)tensor[(i % 3 * plane) + (i / 3)])]);
    }

    private static void AllAgree(int atLeast, IEnumerable<PillowCase> cases)
    {
        var count = 0;
        foreach (var expected in cases)
        {
            var preprocessor = new Preprocessor(expected.Preprocessing);
            AssertSame(expected, expected.ExpectedPicture, preprocessor.Resize(expected.Source).Pixels);
            if (expected.ExpectedTensor.Length > 0)
            {
                var tensor = new float[expected.Preprocessing.TensorLength];
                preprocessor.Apply(expected.Source, tensor);
                AssertSame<float>(expected, expected.ExpectedTensor, tensor);
            }

            AssertSameInTheGraph(expected);

            count++;
        }

        Assert.True(count >= atLeast, $"The script made {count} cases.");
    }

    private static void AssertSame<T>(PillowCase expected, ReadOnlySpan<T> wanted, ReadOnlySpan<T> got)
        where T : IEquatable<T>
    {
        Assert.Equal(wanted.Length, got.Length);
        var same = wanted.CommonPrefixLength(got);
        Assert.True(
            same == wanted.Length,
            $"{expected.Source.Width} x {expected.Source.Height}, {expected.Name}: differs first at {same}.");
    }

    /// <summary>Some photos of each set, spread over all its classes.</summary>
    private static string[] Photos(int ofEachSet) =>
        [.. PhotoSets.SelectMany(set =>
        {
            var all = Directory.GetFiles(SharedData.Path($"datasets/{set}"), "*.jpg", SearchOption.AllDirectories);
            Array.Sort(all, StringComparer.Ordinal);
            return Enumerable.Range(0, ofEachSet).Select(i => all[(long)i * all.Length / ofEachSet]);
        })];
}
