using Graft.Tests.Support;
using Onnx;

namespace Graft.Tests.Interop;

/// <summary>Every layer of real networks, cut, against the uncut network in ONNX Runtime: not a bit may differ.</summary>
public sealed class CutTests
{
    public static TheoryData<string, int> Networks => new() { { "resnet18", 224 }, { "models/squeezenet1_1.onnx", 227 }, { "models/mobilenet_v1_0.25_224.onnx", 224 } };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_layer_is_listed_and_cut_exactly(string network, int size)
    {
        var (model, whole) = Open(network);
        var image = Image(size, seed: 11);
        var recipe = new Preprocessing { Width = size, Height = size };

        var layers = model.FindLayers(recipe);

        long[] shape = [1, 3, size, size];
        var expected = Network.Run(whole, [.. layers.Select(layer => layer.Name)], image, shape, optimized: false);
        for (var i = 0; i < layers.Length; i++)
        {
            Assert.Equal(layers[i].ValueCount, expected[i].Length);
            var cut = model.Prepare(new FeatureOptions { Layers = [layers[i].Name], Preprocessing = recipe });
            // Without a backbone around it, which would run it four times more to see whether it takes batches.
            Assert.Equal(expected[i], Network.Run(cut.Model, [ShapingNodes.Output], image, shape, optimized: false)[0]);
        }
    }

    [Theory]
    [InlineData("resnet18", 224, "layer1", "layer3", "layer4", "avgpool")]
    [InlineData("models/squeezenet1_1.onnx", 227, "/features/features.4/Concat", "features", "prob")]
    [InlineData("models/mobilenet_v1_0.25_224.onnx", 224, "/L.0/Conv", "/Pad_7_output_0", "features", "prob")]
    public void Optimised_cuts_are_as_exact(string network, int size, params string[] layers)
    {
        var image = Image(size, seed: 12);
        var recipe = new Preprocessing { Width = size, Height = size };
        foreach (var layer in layers)
        {
            var (model, whole) = Open(network);
            using var backbone = model.Cut(new FeatureOptions { Layers = [layer], Preprocessing = recipe });

            // Joined operations round otherwise; with the layer as one more output the same ones are joined before it.
            var expected = Network.Run(whole, [backbone.Identity.Layer], image, [1, 3, size, size]);

            Assert.Equal(expected[0], Features(backbone, image));
        }
    }

    [Theory]
    [InlineData("squeezenet1_1", 227)]
    [InlineData("mobilenet_v1_0.25_224", 224)]
    public void Reference_tensors_give_the_reference_features_and_probabilities(string network, int size)
    {
        var path = SharedData.Path($"models/{network}.onnx");
        using var backbone = Backbone.Load(path, new FeatureOptions { Layers = ["features", "prob"], Concat = true, Preprocessing = new Preprocessing { Width = size, Height = size } });
        foreach (var photo in new[] { "bird", "cat", "parrot" })
        {
            var row = Features(backbone, Values("in"));
            var (features, prob) = (Values("feat"), Values("prob"));
            AssertNear(features, row[..features.Length], 1e-4f);
            AssertNear(prob, row[features.Length..], 1e-5f);

            float[] Values(string what) => Network.Floats(SharedData.Path($"models/reference/{network}__{photo}.{what}.f32"));
        }
    }

    /// <summary>The whole way from the photo: decoded, resized to the very tensor that was fed to the reference, and named.</summary>
    [Theory]
    [InlineData("squeezenet1_1", "bird.bmp", "chickadee")]
    [InlineData("squeezenet1_1", "cat.bmp", "Egyptian cat", "tiger cat")]
    [InlineData("squeezenet1_1", "parrot.jpg", "macaw")]
    [InlineData("squeezenet1_1", "hot_dog.jpg", "burrito", "hotdog")]
    [InlineData("mobilenet_v1_0.25_224", "bird.bmp", "chickadee")]
    [InlineData("mobilenet_v1_0.25_224", "cat.bmp", "Egyptian cat", "tiger cat")]
    [InlineData("mobilenet_v1_0.25_224", "parrot.jpg", "macaw")]
    [InlineData("mobilenet_v1_0.25_224", "hot_dog.jpg", "hotdog")]
    public void Photos_are_recognised(string network, string photo, params string[] anyOf)
    {
        var model = BackboneModel.Open(SharedData.Path($"models/{network}.onnx"));
        var recipe = model.ReadPreprocessing(network == "squeezenet1_1" ? "caffe" : "tf") with { ResizeMode = ResizeMode.Squash, Interpolation = Interpolation.Bicubic };
        if (network == "squeezenet1_1")
            recipe = recipe with { Mean = new RgbTriple(123, 117, 104) };
        using var backbone = model.Cut(new FeatureOptions { Layers = ["prob"], Preprocessing = recipe });
        var tensor = new float[recipe.TensorLength];
        new Preprocessor(recipe).Apply(Square(ImageReader.Read(SharedData.Path($"models/photos/{photo}"))), tensor);
        var reference = $"models/reference/{network}__{Path.GetFileNameWithoutExtension(photo)}.in.f32";
        if (photo != "hot_dog.jpg")
            AssertNear(Network.Floats(SharedData.Path(reference)), tensor, 1e-6f);

        var prob = Features(backbone, tensor);

        // One line more than outputs: the background comes first.
        var name = File.ReadAllLines(SharedData.Path("models/imagenet_labels.txt"))[Array.IndexOf(prob, prob.Max()) + 1];
        Assert.Contains(anyOf, expected => name.Contains(expected, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Several_layers_in_one_pass_are_those_of_single_cuts()
    {
        var image = Image(224, seed: 13);
        string[] names = ["layer2", "layer4", "avgpool"];
        using var together = Backbone.Load("resnet18", new FeatureOptions { Layers = [.. names] });
        using var joined = Backbone.Load("resnet18", new FeatureOptions { Layers = [.. names], Concat = true });

        var row = Features(together, image);

        Assert.Equal(row, Features(joined, image));
        Assert.Equal([100_352, 25_088, 512], together.Parts.Select(part => part.Length));
        Assert.Equal("ReLU315_Output_0 + ReLU393_Output_0 + Pooling395_Output_0", Assert.Single(joined.Parts).Layer);
        Assert.Equal("Pooling395_Output_0", together.Identity.Layer);
        var start = 0;
        foreach (var name in names)
        {
            using var alone = Backbone.Load("resnet18", new FeatureOptions { Layers = [name] });
            Assert.Equal(Features(alone, image), row[start..(start + alone.FeatureCount)]);
            start += alone.FeatureCount;
        }
    }

    private static (BackboneModel Model, ModelProto Whole) Open(string network)
    {
        if (network != "resnet18")
        {
            var path = SharedData.Path(network);
            return (BackboneModel.Open(path), OnnxFile.Parse(path));
        }

        var joined = OnnxFile.Parse(ResNet18.NetworkPath);
        OnnxGraph.Prepend(OnnxFile.Parse(ResNet18.PreprocessPath), joined, "preprocess/");
        return (BackboneModel.Open(network), joined);
    }

    /// <summary>The square in the middle, which the reference was made of.</summary>
    private static RgbImage Square(RgbImage image)
    {
        var side = Math.Min(image.Width, image.Height);
        var (left, top) = ((image.Width - side) / 2, (image.Height - side) / 2);
        var pixels = new byte[side * side * 3];
        for (var y = 0; y < side; y++)
            image.Pixels.Slice(((top + y) * image.Width + left) * 3, side * 3).CopyTo(pixels.AsSpan(y * side * 3));
        return new RgbImage(side, side, pixels);
    }

    private static float[] Image(int size, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 3 * size * size).Select(_ => random.NextSingle() * 255)];
    }

    private static float[] Features(IBackbone backbone, float[] image)
    {
        var features = new float[backbone.FeatureCount];
        backbone.Extract(image, features);
        return features;
    }

    private static void AssertNear(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var difference = expected.Zip(actual, (left, right) => Math.Abs(left - right)).Max();
        Assert.True(difference <= tolerance, $"largest difference {difference}, allowed {tolerance}");
    }
}
