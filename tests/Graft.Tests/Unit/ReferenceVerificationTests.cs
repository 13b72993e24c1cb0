using Graft.Tests.Support;

namespace Graft.Tests.Unit;

/// <summary>A folder of reference values, right and wrong in every way.</summary>
public sealed class ReferenceVerificationTests : IDisposable
{
    private const int PlaneLength = TinyNetwork.Width * TinyNetwork.Height;

    private const string Recipe = """{"width":8,"height":6,"divisor":255}""";

    private readonly TempFolder _folder = new();
    private readonly string _network;

    public ReferenceVerificationTests() => _network = TinyNetwork.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_that_are_right_pass_at_every_layer_that_is_there()
    {
        var (image, means) = WriteReference("a");
        WriteReference("b", seed: 2);
        Write("ref/tiny__a.prob.f32", Softmax(means));
        Write("ref/tiny__a.block%2Frelu%3A0.f32", image);
        Write("ref/other__a.in.f32", [1]);

        var report = Verify();

        Assert.True(report.Passed);
        Assert.Equal([(TinyNetwork.Layer, 1, 144L), ("features", 2, 6L), ("likelihood", 1, 3L)], Layers(report).Select(stage => (stage.Name, stage.ImageCount, stage.ValueCount)).Order());
        Assert.Equal($"The tensors of the reference were taken as they are, since '{_folder["ref"]}' has no preprocessing.json to make them from photos.", Assert.Single(report.Notes));
    }

    [Fact]
    public void A_layer_may_go_by_the_name_of_its_node()
    {
        var (image, _) = WriteReference("a");
        Write($"ref/tiny__a.{Uri.EscapeDataString($"node_{TinyNetwork.Layer}")}.f32", image);

        Assert.Contains(Layers(Verify()), stage => stage is { Name: TinyNetwork.Layer, Passed: true });
    }

    [Fact]
    public void Where_no_output_is_named_features_the_layer_is_the_networks_own()
    {
        var network = TinyNetwork.Write(_folder, "other.onnx", hasClassifier: false, features: "means");
        var (image, means) = Sample(1);
        Write("ref/other__a.in.f32", image);
        Write("ref/other__a.feat.f32", means);

        Assert.Equal(("means", true), Layers(Verify(network)).Select(stage => (stage.Name, stage.Passed)).Single());
    }

    [Fact]
    public void A_value_that_is_off_fails_by_as_much_as_it_is_off()
    {
        var (_, means) = WriteReference("a");
        WriteReference("b", seed: 2);
        means[1] += 0.25f;
        Write("ref/tiny__a.feat.f32", means);

        var stage = Layers(Verify()).Single();

        Assert.False(stage.Passed);
        Assert.Equal("a", stage.WorstImage);
        Assert.Equal(0.25, stage.LargestDifference, 1e-5);
        Assert.Equal(0.25 / means.Max(), stage.LargestRelativeDifference, 1e-5);
        Assert.True(Layers(Verify(options: new VerificationOptions { Tolerance = 0.5 })).Single().Passed);
    }

    [Fact]
    public void A_photo_is_found_beside_the_folder_and_makes_the_tensor_by_its_recipe()
    {
        WritePhotoReference(pixelError: 0);

        var report = Verify();

        Assert.Empty(report.Notes);
        Assert.Equal(("preprocessing.json", 144L, true), report.Stages.Where(stage => stage.IsToleranceRelative && stage.Stage == VerificationStage.Tensor).Select(stage => (stage.Name, stage.ValueCount, stage.Passed)).Single());
        Assert.True(report.Passed);
    }

    [Fact]
    public void A_tensor_that_is_a_grey_level_off_fails_at_the_tensor_not_at_the_layers()
    {
        WritePhotoReference(pixelError: 1);

        var report = Verify();

        Assert.Equal(VerificationStage.Tensor, Assert.Single(report.Stages, stage => !stage.Passed).Stage);
    }

    [Fact]
    public void A_network_of_any_size_takes_that_of_the_recipe()
    {
        var network = TinyNetwork.Write(_folder, "tiny.onnx", isFreeSize: true);
        WriteReference("a");
        Refused($"'{network}' takes pictures of any size; say in '{_folder["ref"]}/preprocessing.json' which.");

        _folder.Write("photos/a.png", TestImages.Png(8, 6));
        _folder.Write("ref/preprocessing.json", Recipe);

        Assert.True(Layers(Verify(network)).Single().Passed);
    }

    [Fact]
    public void A_size_beyond_memory_is_refused_before_the_network_runs()
    {
        TinyNetwork.Write(_folder, "tiny.onnx", isFreeSize: true);
        WriteReference("a");
        _folder.Write("photos/a.png", TestImages.Png(8, 6));
        _folder.Write("ref/preprocessing.json", """{"width":20000,"height":30000}""");

        Refused($"'{_folder["ref"]}/tiny__a.in.f32' holds 144 float32 values; the input of '{_network}' has 1,800,000,000.");
    }

    [Fact]
    public void A_file_of_another_length_is_refused()
    {
        WriteReference("a");
        Write("ref/tiny__a.feat.f32", [1, 2]);
        Refused($"'{_folder["ref"]}/tiny__a.feat.f32' holds 2 float32 values; layer 'features' of '{_network}' has 3.");

        _folder.Write("ref/tiny__a.feat.f32", new byte[11]);
        Refused($"'{_folder["ref"]}/tiny__a.feat.f32' holds 11 bytes, which are not whole float32 values; layer 'features' of '{_network}' has 3.");

        _folder.Write("ref/tiny__a.in.f32", []);
        Refused($"'{_folder["ref"]}/tiny__a.in.f32' holds 0 float32 values; the input of '{_network}' has 144.");
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "an infinite value")]
    public void A_reference_that_is_not_finite_is_refused(float value, string found)
    {
        WriteReference("a");
        Write("ref/tiny__a.feat.f32", [1, 2, value]);

        Refused($"'{_folder["ref"]}/tiny__a.feat.f32' holds {found} at place 2, so nothing can be held against it. Make it anew.");
    }

    [Fact]
    public void A_tensor_without_layers_and_layers_without_a_tensor_are_refused()
    {
        WriteReference("a");
        File.Delete(_folder["ref/tiny__a.in.f32"]);
        Refused($"'{_folder["ref"]}/tiny__a.in.f32', the tensor that gave the values beside it, is missing.");

        WriteReference("a");
        File.Delete(_folder["ref/tiny__a.feat.f32"]);
        Refused($"'{_folder["ref"]}/tiny__a.in.f32' has no values of any layer beside it; expected '{_folder["ref"]}/tiny__a.feat.f32' or others.");
    }

    [Fact]
    public void A_missing_photo_is_refused()
    {
        WriteReference("a");
        _folder.Write("ref/preprocessing.json", Recipe);

        Refused($"The photo 'a' is neither in '{_folder["ref"]}' nor in a folder 'photos' beside it. Copy it there, or remove preprocessing.json to take the tensors as they are.");
    }

    [Fact]
    public void A_damaged_photo_is_refused()
    {
        WriteReference("a");
        _folder.Write("ref/preprocessing.json", Recipe);
        _folder.Write("ref/a.png", TestImages.Png(8, 6).AsSpan(0, 60));

        Assert.Throws<ImageReadException>(() => Verify());
    }

    [Fact]
    public void A_folder_of_another_network_is_refused_with_those_it_is_of()
    {
        Write("ref/vgg16__a.in.f32", [1]);
        Write("ref/vgg16__a.feat.f32", [1]);
        Write("ref/resnet50__a.in.f32", [1]);

        Refused($"'{_folder["ref"]}' has reference values for 'resnet50', 'vgg16', not for '{_network}'; expected files 'tiny__PHOTO.in.f32' and others.");
    }

    [Fact]
    public void A_folder_that_is_none_is_refused()
    {
        Refused($"Cannot read the reference folder '{_folder.Path}/ref': there is no such folder.");

        _folder.Write("ref/notes.txt", "nothing");
        Refused($"'{_folder["ref"]}' is no folder of reference values; expected files 'tiny__PHOTO.in.f32' and others.");
    }

    [Theory]
    [InlineData("tiny__a.f32")]
    [InlineData("tiny__.in.f32")]
    [InlineData("tiny__a..f32")]
    public void A_name_that_says_nothing_is_refused(string name)
    {
        WriteReference("a");
        Write($"ref/{name}", [1]);

        Refused($"The name of '{_folder["ref"]}/{name}' does not say what is in it; expected 'tiny__PHOTO.STAGE.f32'.");
    }

    [Fact]
    public void A_layer_that_is_not_there_is_refused()
    {
        WriteReference("a");
        Write("ref/tiny__a.conv9.f32", [1]);

        Refused($"'{_folder["ref"]}' has values of a layer 'conv9', which '{_network}' does not have. 'graft layers' lists those it has.");
    }

    [Fact]
    public void Probabilities_of_a_network_without_a_classifier_are_refused()
    {
        TinyNetwork.Write(_folder, hasClassifier: false);
        WriteReference("a");
        Write("ref/tiny__a.prob.f32", [1, 0, 0]);

        Refused($"'{_folder["ref"]}' has probabilities ('.prob.f32'), but '{_network}' ends before its classifier.");
    }

    [Fact]
    public void A_recipe_of_another_size_is_refused()
    {
        WriteReference("a");
        _folder.Write("photos/a.png", TestImages.Png(8, 6));
        _folder.Write("ref/preprocessing.json", """{"width":6,"height":8}""");

        Refused($"'{_network}' takes pictures of 8 x 6; the preprocessing makes 6 x 8.");
    }

    [Fact]
    public void A_recipe_that_is_none_is_refused()
    {
        WriteReference("a");
        _folder.Write("ref/preprocessing.json", "squash");

        Assert.Throws<BackboneException>(() => Verify());
    }

    private static IEnumerable<VerifiedStage> Layers(VerificationReport report) => report.Stages.Where(stage => stage.Stage == VerificationStage.Layer);

    private static float[] Softmax(float[] values)
    {
        var sum = values.Sum(value => Math.Exp(value));
        return [.. values.Select(value => (float)(Math.Exp(value) / sum))];
    }

    private static (float[] Image, float[] Means) Sample(int seed)
    {
        var random = new Random(seed);
        float[] image = [.. Enumerable.Range(0, 3 * PlaneLength).Select(_ => random.NextSingle())];
        return (image, Means(image));
    }

    private static float[] Means(float[] image) => [.. image.Chunk(PlaneLength).Select(plane => plane.Average())];

    private (float[] Image, float[] Means) WriteReference(string photo, int seed = 1)
    {
        var (image, means) = Sample(seed);
        Write($"ref/tiny__{photo}.in.f32", image);
        Write($"ref/tiny__{photo}.feat.f32", means);
        return (image, means);
    }

    /// <summary>A photo of the network's own size, whose tensor is its pixels over 255, and one of these changed.</summary>
    private void WritePhotoReference(int pixelError)
    {
        var pixels = Pictures.Noise(TinyNetwork.Width, TinyNetwork.Height, seed: 1).Pixels.ToArray();
        _folder.Write("photos/a.png", TestImages.Png(TinyNetwork.Width, TinyNetwork.Height, seed: 1));
        _folder.Write("ref/preprocessing.json", Recipe);
        var middle = pixels.AsSpan().IndexOfAnyInRange((byte)100, (byte)150);
        pixels[middle] = (byte)(pixels[middle] + pixelError);
        float[] image = [.. Enumerable.Range(0, pixels.Length).Select(i => pixels[(3 * (i % PlaneLength)) + (i / PlaneLength)] / 255f)];
        Write("ref/tiny__a.in.f32", image);
        Write("ref/tiny__a.feat.f32", Means(image));
    }

    private VerificationReport Verify(string? network = null, VerificationOptions? options = null) =>
        BackboneVerification.Run(BackboneModel.Open(network ?? _network), (options ?? new VerificationOptions()) with { ReferenceFolder = System.IO.Path.Combine(_folder.Path, "ref") });

    private void Refused(string message) => Assert.Equal(message, Assert.Throws<BackboneException>(() => Verify()).Message);

    private void Write(string relative, float[] values) => File.WriteAllBytes(_folder[relative], [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan())]);
}
