using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary>Networks of the user's own, and layers other than the usual one, as a user types them.</summary>
public sealed class BackboneTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public BackboneTests()
    {
        for (var i = 0; i < 6; i++)
        {
            _folder.Write($"photos/rose/{i}.png", TestImages.PngOf(new RgbColor(210, 30, 60), i));
            _folder.Write($"photos/sky/{i}.png", TestImages.PngOf(new RgbColor(60, 120, 220), i));
        }

        new TestNetwork([1, 3, 16, 16]).Weights("filters", 6, 3, 3, 3).Weights("matrix", 1000, 6)
            .Node("Conv", "conv", ["x", "filters"], ("strides", new long[] { 2, 2 })).Node("Relu", "relu", ["conv"])
            .Node("GlobalAveragePool", "pool", ["relu"]).Node("Flatten", "flat", ["pool"])
            .Node("Gemm", "scores", ["flat", "matrix"], ("transB", 1)).Node("Softmax", "prob", ["scores"], ("axis", 1)).Output("prob", 1, 1000)
            .Save(_folder["models/네트워크.onnx"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Layers_are_listed_as_text_csv_and_json()
    {
        var text = Run("layers", "models/네트워크.onnx").Output;
        Assert.Matches(@"relu +Relu +6 x 7 x 7 +294 +162 +7.94 k", text);
        Assert.Contains("Without --layer: flat, 6 values.", text);

        var csv = Run("layers", "models/네트워크.onnx", "--format", "csv").Output.Split('\n');
        Assert.Equal("name,alias,op,shape,values,parameters,multiply_adds", csv[0].TrimEnd('\r'));
        Assert.Equal("conv,,Conv,6x7x7,294,162,7938", csv[1].TrimEnd('\r'));

        var json = JsonDocument.Parse(Run("layers", "models/네트워크.onnx", "--format", "json").Output).RootElement;
        Assert.Equal("flat", json.GetProperty("defaultLayer").GetString());
        Assert.Equal([6, 7, 7], json.GetProperty("layers")[0].GetProperty("shape").EnumerateArray().Select(side => side.GetInt32()));
    }

    [Fact]
    public void A_network_is_asked_for_its_preprocessing_once_and_then_goes_the_whole_way()
    {
        GraftProcess.RunIn(_folder.Path, "train", "photos", "--out", "m.onnx", "--backbone", "models/네트워크.onnx")
            .Failed(1, "How 'models/네트워크.onnx' wants its pictures is not known. Say it with --preprocessing: imagenet, caffe, tf, clip, or a JSON file.");

        var run = Run("train", "photos", "--out", "m.onnx", "--backbone", "models/네트워크.onnx", "--preprocessing", "tf", "--layer", "relu", "--pool", "max", "--flip", "--normalize", "l2");
        Assert.Contains("The preprocessing is remembered in models/네트워크.preprocessing.json.", run.Error);
        Assert.DoesNotContain("remembered", Run("extract", "photos", "--out", "f.h5", "--backbone", "models/네트워크.onnx").Error);
        Assert.Contains("maps pooled (max); mean over 2 views (the photo and mirror images); rows of norm 1", Run("inspect", "m.onnx").Output);

        Assert.Contains("rose", Run("predict", "m.onnx", "photos/rose/1.png").Output);
        Directory.Move(_folder["models"], _folder["elsewhere"]);
        GraftProcess.RunIn(_folder.Path, "predict", "m.onnx", "photos/rose/1.png", "--backbone", "nowhere.onnx")
            .Failed(1, "There is no network 'nowhere.onnx'; expected the ONNX file of the backbone 'models/네트워크.onnx'.");
        GraftProcess.RunIn(_folder.Path, "predict", "m.onnx", "photos/rose/1.png")
            .Failed(1, "The backbone 'models/네트워크.onnx' is not there. Say with --backbone where it is now.");
        Assert.Contains("rose", Run("predict", "m.onnx", "photos/rose/1.png", "--backbone", "elsewhere/네트워크.onnx").Output);
        File.Copy(_folder["elsewhere/네트워크.onnx"], _folder["네트워크.onnx"]);
        Assert.Contains("rose", Run("predict", "m.onnx", "photos/rose/1.png").Output);
    }

    [Fact]
    public void Another_network_under_the_same_name_is_not_taken_for_the_one_that_made_the_features()
    {
        Run("train", "photos", "--out", "m.onnx", "--backbone", "models/네트워크.onnx", "--preprocessing", "tf");
        var old = BackboneModel.Open(_folder["models/네트워크.onnx"]).Sha256;
        var path = new TestNetwork([1, 3, 16, 16]).Weights("filters", 6, 3, 16, 16).Node("Conv", "conv", ["x", "filters"]).Node("Flatten", "flat", ["conv"]).Output("flat").Save(_folder["models/네트워크.onnx"]);

        GraftProcess.RunIn(_folder.Path, "predict", "m.onnx", "photos/rose/1.png").Failed(
            1, $"'models/네트워크.onnx' is not the backbone that made the features: SHA-256 {BackboneModel.Open(path).Sha256[..12]} here, {old[..12]} there.");
    }

    [Fact]
    public void Several_layers_go_into_datasets_of_their_own_or_into_one_row()
    {
        string[] network = ["--backbone", "models/네트워크.onnx", "--preprocessing", "tf"];
        Assert.Contains("12 rows x 6 features", Run(["extract", "photos", "--out", "several.h5", "--layer", "relu", "--layer", "flat", .. network]).Output);
        Assert.Contains("12 rows x 300 features", Run(["extract", "photos", "--out", "one.h5", "--layer", "relu", "--layer", "flat", "--concat", .. network]).Output);

        var one = FeatureFile.Read(_folder["one.h5"]);
        using var relu = FeatureFile.Open(_folder["several.h5"], "relu");
        using var flat = FeatureFile.Open(_folder["several.h5"]);
        for (var row = 0; row < 12; row++)
            Assert.Equal(one.Row(row).ToArray(), relu.ReadRows(row, 1).Features.ToArray().Concat(flat.ReadRows(row, 1).Features.ToArray()));

        Run("train", "several.h5", "--layer", "relu", "--out", "relu.onnx");
        Assert.Contains("layer relu", Run("inspect", "relu.onnx").Output);
        Assert.Contains("rose", Run("predict", "relu.onnx", "photos/rose/2.png").Output);
        Run("evaluate", "relu.onnx", "several.h5");
        GraftProcess.RunIn(_folder.Path, ["train", "photos", "--out", "x.onnx", "--layer", "relu", "--layer", "flat", .. network])
            .Failed(1, "A classifier is trained on one row of features a photo, and several layers were named. Add --concat, or extract them first.");
        Run("train", "one.h5", "--out", "one.onnx");
        Assert.Contains("rose", Run("predict", "one.onnx", "photos/rose/2.png").Output);
        GraftProcess.RunIn(_folder.Path, "train", "one.h5", "--out", "x.onnx", "--pool", "avg")
            .Failed(1, "'one.h5' holds features that are made already, so '--pool' has no meaning. Extract them again with it, or train without it.");
    }

    [Fact]
    public void Features_that_are_shaped_otherwise_do_not_go_with_a_classifier()
    {
        string[] network = ["--backbone", "models/네트워크.onnx", "--preprocessing", "tf", "--layer", "relu"];
        Run(["train", "photos", "--out", "m.onnx", "--pool", "avg", .. network]);
        Run(["extract", "photos", "--out", "max.h5", "--pool", "max", .. network]);

        GraftProcess.RunIn(_folder.Path, "evaluate", "m.onnx", "max.h5").Failed(
            1, "Feature file 'max.h5' does not go with the classifier: features shaped with pool 'max' here, 'avg' there. Extract the features again.");
    }

    [Fact]
    public void The_batch_size_is_chosen_without_a_word_and_told_when_asked()
    {
        string[] command = ["extract", "photos", "--backbone", "models/네트워크.onnx", "--preprocessing", "tf"];

        Assert.Contains("batches of 8.", Run([.. command, "--out", "a.h5", "--verbose"]).Error);
        Assert.Contains("3 threads, batches of 5.", Run([.. command, "--out", "b.h5", "--verbose", "--threads", "3", "--batch-size", "5"]).Error);
        Assert.Equal(FeatureFile.Read(_folder["a.h5"]).Features.ToArray(), FeatureFile.Read(_folder["b.h5"]).Features.ToArray());
    }

    [Fact]
    public void A_device_that_is_not_there_is_told_and_nothing_is_written()
    {
        GraftProcess.RunIn(_folder.Path, "extract", "photos", "--out", "f.h5", "--device", "cuda").Failed(
            1, "Cannot use the device 'cuda': this build of Graft has no CUDA in it; build it with -p:GraftGpu=true. '--device cpu' works everywhere.");
        Assert.DoesNotContain("f.h5", string.Join(' ', _folder.Names()));
    }

    private GraftRun Run(params string[] arguments) => GraftProcess.RunIn(_folder.Path, arguments).Succeeded();
}
