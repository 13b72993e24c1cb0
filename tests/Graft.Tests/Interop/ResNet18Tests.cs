using Microsoft.ML.OnnxRuntime;

namespace Graft.Tests.Interop;

/// <summary>The edited graph against ONNX Runtime on the package's own two files.</summary>
public sealed class ResNet18Tests
{
    private const int TensorLength = 3 * 224 * 224;

    [Fact]
    public void The_joined_graph_gives_what_the_two_give_one_after_the_other()
    {
        var image = Pixels(1, seed: 3);
        using var preprocess = new InferenceSession(ResNet18.PreprocessPath);
        using var network = new InferenceSession(ResNet18.NetworkPath);
        var expected = Run(network, "Pooling395_Output_0", Run(preprocess, "PreprocessedInput", image));

        using var backbone = Backbone.Load("resnet18");
        var actual = new float[512];
        backbone.Extract(image, actual);

        Assert.Equal(expected, actual);
        Assert.Contains(actual, value => value > 0);
    }

    [Fact]
    public void A_batch_gives_bit_for_bit_what_its_images_give_alone_whatever_the_threads()
    {
        const int Count = 8;
        var images = Pixels(Count, seed: 5);
        using var backbone = Backbone.Load("resnet18");
        using var singleThreaded = Backbone.Load("resnet18", options: new BackboneOptions { Threads = 1 });
        var together = new float[Count * 512];
        var alone = new float[Count * 512];
        var single = new float[Count * 512];

        backbone.Extract(images, together);
        singleThreaded.Extract(images, single);
        for (var i = 0; i < Count; i++)
            backbone.Extract(images.AsMemory(i * TensorLength, TensorLength), alone.AsMemory(i * 512, 512));

        Assert.Equal(alone, together);
        Assert.Equal(single, together);
    }

    [Fact]
    public void The_identity_is_the_hash_of_both_files_in_order()
    {
        using var backbone = Backbone.Load("resnet18");

        var bytes = File.ReadAllBytes(ResNet18.PreprocessPath).Concat(File.ReadAllBytes(ResNet18.NetworkPath)).ToArray();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), backbone.Identity.Sha256);
        Assert.Equal(("resnet18", "Pooling395_Output_0", 512), (backbone.Identity.Name, backbone.Identity.Layer, backbone.FeatureCount));
    }

    [Fact]
    public void No_images_give_no_rows_and_wrong_lengths_are_refused()
    {
        using var backbone = Backbone.Load("resnet18");

        backbone.Extract(Memory<float>.Empty, Memory<float>.Empty);
        Assert.Throws<ArgumentException>(() => backbone.Extract(new float[TensorLength - 1], new float[512]));
        Assert.Throws<ArgumentException>(() => backbone.Extract(new float[TensorLength], new float[511]));
    }

    private static float[] Pixels(int count, int seed)
    {
        var random = new Random(seed);
        var pixels = new float[count * TensorLength];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = random.Next(256);
        return pixels;
    }

    private static float[] Run(InferenceSession session, string output, float[] values)
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(values, [1, 3, 224, 224]);
        using var results = session.Run(options, [session.InputNames[0]], [input], [output]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
