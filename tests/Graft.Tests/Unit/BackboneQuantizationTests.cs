using Google.Protobuf;
using Graft.Tests.Support;
using Onnx;

namespace Graft.Tests.Unit;

/// <summary>Quantised networks and their files.</summary>
public sealed class BackboneQuantizationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_gives_nearly_the_features_of_the_network_and_says_so()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 20);

        var report = await Run("net.onnx");

        var model = BackboneModel.Open(_folder["net.int8.onnx"]);
        Assert.Equal(BackbonePrecision.Int8, model.Precision);
        Assert.Equal("features", model.DefaultLayer);
        Assert.Equal(SmallQuantizer.Preprocessing, model.Preprocessing);
        Assert.Equal(report.Record.KeptLayers, model.Quantization!.KeptLayers);
        Assert.Equal(BackboneModel.Open(_folder["net.onnx"]).Sha256, model.Quantization.SourceSha256);
        Assert.Equal((20, 20), (report.Record.PhotoCount, report.TestCount));
        Assert.InRange(report.MeanCosine, 0.999, 1);
        Assert.InRange(report.LeastCosine, 0.99, report.MeanCosine);
        Assert.InRange(report.TestError, 1e-6, 0.05);
        Assert.Equal(["relu1", TinyPhotos.Layer], report.Layers.Select(layer => layer.Name));
        Assert.All(report.Layers, layer => Assert.InRange(layer.SignalToNoise, 20, 80));
        Assert.Equal((1.0, 1.0), (report.FloatAccuracy, report.Accuracy));
        Assert.Equal(new FileInfo(_folder["net.int8.onnx"]).Length, report.Length);
        AssertNear("net.onnx", "net.int8.onnx", "features", 0.05);
    }

    [Fact]
    public async Task Layers_keep_their_names_and_can_be_cut_at()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 4);

        await Run("net.onnx");

        var layers = BackboneModel.Open(_folder["net.int8.onnx"]).FindLayers();
        Assert.Equal(["relu1", TinyPhotos.Layer, "pooled", "features"], layers.Select(layer => layer.Name));
        Assert.Equal(["Conv", "Conv", "GlobalAveragePool", "Flatten"], layers.Select(layer => layer.Op));
        var before = BackboneModel.Open(_folder["net.onnx"]).FindLayers().ToDictionary(layer => layer.Name);
        Assert.All(layers, layer => Assert.Equal((before[layer.Name].ParameterCount, before[layer.Name].MultiplyAddCount), (layer.ParameterCount, layer.MultiplyAddCount)));
        AssertNear("net.onnx", "net.int8.onnx", "relu1", 0.05);
        AssertNear("net.onnx", "net.int8.onnx", TinyPhotos.Layer, 0.05);
    }

    [Fact]
    public async Task Several_layers_are_its_results_and_nothing_behind_the_last_is_in_it()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 4);

        await Run("net.onnx", new QuantizationOptions { Layers = ["relu1", TinyPhotos.Layer] });

        var model = OnnxFile.Parse(_folder["net.int8.onnx"]);
        Assert.Equal(["relu1", TinyPhotos.Layer], model.Graph.Output.Select(output => output.Name));
        Assert.DoesNotContain(model.Graph.Node, node => node.OpType == "GlobalAveragePool");
        Assert.Equal(TinyPhotos.Layer, BackboneModel.Open(_folder["net.int8.onnx"]).DefaultLayer);
    }

    [Fact]
    public async Task Aliases_go_with_the_network_and_hidden_tensors_stay_hidden()
    {
        TinyPhotos.Photos(_folder, 1, "p");
        var path = _folder["r.int8.onnx"];

        await BackboneQuantization.RunAsync(
            BackboneModel.Open("resnet18"), ImageInput.OpenAny(_folder["p"]), path, new QuantizationOptions { Layers = ["layer1.0"], TestCount = 0 }, cancellationToken: TestContext.Current.CancellationToken);

        var model = BackboneModel.Open(path);
        Assert.Equal("layer1.0", model.FindLayers().Single(layer => layer.Name == model.DefaultLayer).Alias);
        Assert.DoesNotContain(model.FindLayers(), layer => layer.Name.Contains("preprocess", StringComparison.Ordinal) || layer.Name.StartsWith("graft/", StringComparison.Ordinal));
        using var cut = model.Cut(new FeatureOptions { Layers = ["layer1.0"] });
        Assert.Equal(64 * 56 * 56, cut.FeatureCount);
    }

    [Fact]
    public async Task The_same_photos_make_the_same_file()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 5);

        await Run("net.onnx", new QuantizationOptions { Threads = 1 }, "1.onnx");
        await Run("net.onnx", new QuantizationOptions { Threads = 2 }, "2.onnx");

        Assert.Equal(File.ReadAllBytes(_folder["1.onnx"]), File.ReadAllBytes(_folder["2.onnx"]));
    }

    [Fact]
    public async Task Layers_stay_in_float32_until_the_error_is_small_enough()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 10);
        var loose = await Run("net.onnx");
        Assert.Empty(loose.Record.KeptLayers);

        var bound = loose.Record.Error * 0.8;
        var strict = await Run("net.onnx", new QuantizationOptions { MaxError = bound });

        Assert.Single(strict.Record.KeptLayers);
        Assert.InRange(strict.Record.Error, 0, bound);
        Assert.Equal(strict.Record.KeptLayers, strict.Layers.Where(layer => layer.Precision == BackbonePrecision.Fp32).Select(layer => layer.Name));
        AssertNear("net.onnx", "net.int8.onnx", "features", bound * 1.5);
    }

    [Fact]
    public async Task Few_trials_find_how_many_stay()
    {
        var network = SmallQuantizer.Network().Weights("w0", 8, 3, 3, 3).Node("Conv", "conv0", ["x", "w0"]).Node("Relu", "relu0", ["conv0"]);
        for (var i = 1; i < 8; i++)
            network.Weights($"w{i}", 8, 8, 1, 1).Node("Conv", $"conv{i}", [$"relu{i - 1}", $"w{i}"]).Node("Relu", $"relu{i}", [$"conv{i}"]);
        network.Output("relu7").Save(_folder["net.onnx"]);
        _folder.Write("net.preprocessing.json", SmallQuantizer.Preprocessing.ToJson());
        TinyPhotos.Photos(_folder, 6);
        var bound = (await Run("net.onnx")).Record.Error / 2;
        var trials = new Trials();

        var report = await BackboneQuantization.RunAsync(
            BackboneModel.Open(_folder["net.onnx"]), ImageInput.OpenAny(_folder["사진"]), _folder["net.int8.onnx"], new QuantizationOptions { MaxError = bound }, trials, TestContext.Current.CancellationToken);

        Assert.InRange(report.Record.Error, 0, bound);
        Assert.InRange(report.Record.KeptLayers.Length, 1, 7);
        Assert.InRange(trials.Shares.Count, 1, 3);
        Assert.Equal(1, trials.Shares[^1]);
    }

    [Fact]
    public async Task An_error_that_no_layer_keeps_is_refused()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 4);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Run("net.onnx", new QuantizationOptions { MaxError = 1e-9 }));

        Assert.StartsWith($"With an error of 1E-09 at most, no layer of '{_folder["net.onnx"]}' can be quantised: all together come to 0.", error.Message);
        Assert.EndsWith(". Allow more with --max-error, or leave it in fp32.", error.Message);
        Assert.False(File.Exists(_folder["net.int8.onnx"]));
    }

    [Fact]
    public async Task What_has_no_form_of_whole_numbers_stays_and_is_named()
    {
        TinyPhotos.Network(_folder, change: network => network.Model.Graph.Node[1].OpType = "Elu");
        TinyPhotos.Photos(_folder, 6);

        var report = await Run("net.onnx");

        Assert.Equal([new("Elu", 1)], report.FloatOperators.Where(pair => pair.Key == "Elu"));
        AssertNear("net.onnx", "net.int8.onnx", "features", 0.05);
    }

    [Fact]
    public async Task A_network_that_is_quantised_already_is_refused()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 4);
        await Run("net.onnx");

        var error = await Assert.ThrowsAsync<BackboneException>(() => Run("net.int8.onnx", name: "again.onnx"));

        Assert.Equal($"'{_folder["net.int8.onnx"]}' is quantised already. Give the network that it was made of.", error.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public async Task Weights_that_are_no_numbers_are_named(float value)
    {
        TinyPhotos.Network(_folder, change: network =>
        {
            var bytes = network.Model.Graph.Initializer.Single(tensor => tensor.Name == "w2").RawData.ToByteArray();
            BitConverter.TryWriteBytes(bytes.AsSpan(40), value);
            network.Model.Graph.Initializer.Single(tensor => tensor.Name == "w2").RawData = ByteString.CopyFrom(bytes);
        });
        TinyPhotos.Photos(_folder, 4);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Run("net.onnx"));

        Assert.Equal($"The weights of the layer '{TinyPhotos.Layer}' of '{_folder["net.onnx"]}' hold NaN or infinity, so it cannot be quantised. The file is damaged; get it again.", error.Message);
    }

    [Fact]
    public async Task Values_that_overflow_on_photos_are_named()
    {
        TinyPhotos.Network(_folder, change: network =>
        {
            network.Number("thousand", 1000);
            network.Model.Graph.Node[1] = new NodeProto { OpType = "Exp", Input = { "scaled" }, Output = { "relu1" } };
            network.Model.Graph.Node.Insert(1, new NodeProto { OpType = "Mul", Input = { "conv1", "thousand" }, Output = { "scaled" } });
        });
        TinyPhotos.Photos(_folder, 4);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Run("net.onnx"));

        Assert.Equal($"The tensor 'relu1' of '{_folder["net.onnx"]}' holds NaN or infinity for a photo, so it cannot be quantised. Is the preprocessing right, or the file damaged?", error.Message);
    }

    [Fact]
    public async Task A_network_without_layers_of_weights_is_refused()
    {
        TinyNetwork.Write(_folder, "net.onnx");
        TinyPhotos.Photos(_folder, 2);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Run("net.onnx", new QuantizationOptions { Layers = ["features"], Preprocessing = new Preprocessing { Width = TinyNetwork.Width, Height = TinyNetwork.Height } }));

        Assert.Equal($"'{_folder["net.onnx"]}' has no layer up to there that could be quantised: no convolution or matrix product with weights. Its operators are Relu, GlobalAveragePool, Flatten.", error.Message);
    }

    [Fact]
    public async Task Photos_of_one_colour_say_nothing()
    {
        TinyPhotos.Network(_folder);
        new PhotoFolder(_folder, "blank").With("a/1.png", "b/2.png");

        var error = await Assert.ThrowsAsync<ImageFolderException>(() => Run("net.onnx", photos: "blank"));

        Assert.Equal("The photo to calibrate on has but one colour: 'a/1.png'. It says nothing of the ranges that the network will see. Give real photos, a hundred or more.", error.Message);
        var all = await Assert.ThrowsAsync<ImageFolderException>(() => Run("net.onnx", new QuantizationOptions { TestCount = 0 }, photos: "blank"));
        Assert.StartsWith("Each of the 2 photos to calibrate on has but one colour, such as 'a/1.png', which says nothing", all.Message);
    }

    [Fact]
    public async Task Photos_that_cannot_be_read_are_passed_over_unless_all_are()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 3);
        _folder.Write("사진/iris/broken.png", "no picture");
        _folder.Write("broken/a/1.png", "no picture");

        var report = await Run("net.onnx", new QuantizationOptions { TestCount = 0 });

        Assert.Equal(["iris/broken.png"], report.Skipped.Select(skipped => skipped.Path));
        Assert.Equal(6, report.Record.PhotoCount);
        Assert.True(double.IsNaN(report.MeanCosine));
        var error = await Assert.ThrowsAsync<ImageFolderException>(() => Run("net.onnx", photos: "broken"));
        Assert.StartsWith("The photo to calibrate on cannot be read: 'a/1.png': ", error.Message);
    }

    [Fact]
    public async Task The_network_is_not_written_over()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 2);

        var error = await Assert.ThrowsAsync<OutputException>(() => Run("net.onnx", name: "net.onnx"));

        Assert.Equal($"Cannot write '{_folder["net.onnx"]}': the network is read from that file. Choose another name.", error.Message);
    }

    [Fact]
    public async Task A_channels_last_network_is_quantised_too()
    {
        var side = SmallQuantizer.Side;
        var network = new TestNetwork([0, side, side, 3]).Weights("w1", 8, 3, 3, 3).Node("Transpose", "chw", ["x"], ("perm", new long[] { 0, 3, 1, 2 })).Node("Conv", "conv", ["chw", "w1"]).Node("Relu", "relu", ["conv"])
            .Node("Transpose", "hwc", ["relu"], ("perm", new long[] { 0, 2, 3, 1 })).Output("hwc", 0, side - 2, side - 2, 8);
        network.Save(_folder["net.onnx"]);
        _folder.Write("net.preprocessing.json", (SmallQuantizer.Preprocessing with { Layout = TensorLayout.Hwc }).ToJson());
        TinyPhotos.Photos(_folder, 4);

        var report = await Run("net.onnx");

        Assert.InRange(report.MeanCosine, 0.999, 1);
        AssertNear("net.onnx", "net.int8.onnx", "hwc", 0.05);
    }

    [Theory]
    [InlineData("shapes computed from pictures")]
    [InlineData("numbers of 16 bits")]
    [InlineData("a row of one side")]
    [InlineData("one bias for all units")]
    [InlineData("names like those that are added")]
    public async Task Networks_of_any_exporter_are_quantised(string with)
    {
        var network = SmallQuantizer.Network().Weights("w1", 8, 3, 3, 3).Weights("b1", 8).Node("Conv", "conv", ["x", "w1", "b1"]).Node("Relu", "relu", ["conv"]).Node("GlobalAveragePool", "pooled", ["relu"]);
        network = with switch
        {
            "shapes computed from pictures" => network.Shape("first", 0).Shape("rest", -1).Node("Shape", "sides", ["pooled"]).Node("Gather", "count", ["sides", "first"]).Node("Mul", "square", ["count", "count"])
                .Node("Div", "root", ["square", "count"]).Node("Concat", "flat", ["root", "rest"], ("axis", 0)).Node("Reshape", "end", ["pooled", "flat"]),
            "numbers of 16 bits" => network.Node("Cast", "half", ["pooled"], ("to", (int)TensorProto.Types.DataType.Float16)).Node("Flatten", "flat", ["half"]).Node("Cast", "end", ["flat"], ("to", (int)TensorProto.Types.DataType.Float)),
            "a row of one side" => network.Shape("all", 0, 2, 3).Shape("first", 0).Node("Squeeze", "row", ["pooled", "all"]).Node("Unsqueeze", "end", ["row", "first"]),
            "one bias for all units" => network.Node("Flatten", "flat", ["pooled"]).Weights("w2", 8, 5).Weights("b2", 1).Node("Gemm", "end", ["flat", "w2", "b2"]),
            _ => network.Weights("w2", 8, 8, 1, 1).Node("Conv", "relu/weights", ["relu", "w2"]).Node("Conv", "graft/int8/relu", ["relu/weights", "w2"]).Node("Conv", "graft/int8/relu/quantized", ["graft/int8/relu", "w2"])
                .Node("Conv", "relu/bias", ["graft/int8/relu/quantized", "w2"]).Node("GlobalAveragePool", "last", ["relu/bias"]).Node("Flatten", "end", ["last"]),
        };
        if (with == "a row of one side")
            network.Model.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimValue = 1 };
        network.Output("end").Save(_folder["net.onnx"]);
        _folder.Write("net.preprocessing.json", SmallQuantizer.Preprocessing.ToJson());
        TinyPhotos.Photos(_folder, 4);

        var report = await Run("net.onnx", new QuantizationOptions { Layers = ["end"] });

        Assert.Empty(report.Record.KeptLayers);
        AssertNear("net.onnx", "net.int8.onnx", "end", 0.05);
    }

    [Fact]
    public async Task Tensors_that_a_branch_reads_are_there_in_float32()
    {
        var network = SmallQuantizer.Network().Weights("w1", 8, 3, 3, 3).Weights("w2", 8, 8, 3, 3).Node("Conv", "conv", ["x", "w1"]).Node("Relu", "relu", ["conv"])
            .Node("ReduceMean", "mean", ["x"], ("keepdims", 0)).Number("zero", 0).Node("Greater", "isBright", ["mean", "zero"]).Node("If", "chosen", ["isBright"]);
        foreach (var branch in (string[])["then_branch", "else_branch"])
        {
            var inside = new GraphProto { Name = branch, Node = { new NodeProto { OpType = branch == "then_branch" ? "Exp" : "Neg", Input = { "relu" }, Output = { branch } } }, Output = { new ValueInfoProto { Name = branch } } };
            network.Model.Graph.Node[^1].Attribute.Add(new AttributeProto { Name = branch, Type = AttributeProto.Types.AttributeType.Graph, G = inside });
        }

        network.Node("Conv", "end", ["chosen", "w2"]).Output("end").Save(_folder["net.onnx"]);
        _folder.Write("net.preprocessing.json", SmallQuantizer.Preprocessing.ToJson());
        TinyPhotos.Photos(_folder, 4);

        var report = await Run("net.onnx");

        Assert.Contains(report.FloatOperators, pair => pair.Key == "If");
        AssertNear("net.onnx", "net.int8.onnx", "end", 0.05);
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("Clip")]
    public async Task Joined_to_what_has_larger_values_an_activation_still_counts(string activation)
    {
        var network = SmallQuantizer.Network().Weights("w1", 8, 3, 3, 3).Weights("w2", 8, 3, 3, 3).Weights("w3", 8, 16, 3, 3).Number("low", 0).Number("high", 0.1f)
            .Node("Conv", "a", ["x", "w1"]).Node(activation, "activated", activation == "Relu" ? ["a"] : ["a", "low", "high"]).Node("Conv", "b", ["x", "w2"])
            .Node(activation == "Relu" ? "Identity" : "Relu", "other", ["b"]).Node("Concat", "joined", ["activated", "other"], ("axis", 1)).Node("Conv", "end", ["joined", "w3"]);
        network.Output("end").Save(_folder["net.onnx"]);
        _folder.Write("net.preprocessing.json", SmallQuantizer.Preprocessing.ToJson());
        TinyPhotos.Photos(_folder, 4);

        var report = await Run("net.onnx", new QuantizationOptions { MaxError = 0.05 });

        Assert.Empty(report.Record.KeptLayers);
        AssertNear("net.onnx", "net.int8.onnx", "end", 0.05);
    }

    [Fact]
    public async Task A_layer_called_like_what_is_added_is_refused()
    {
        TinyPhotos.Network(_folder, change: network => network.Node("Relu", "graft/int8/end", ["features"]));
        TinyPhotos.Photos(_folder, 2);

        var error = await Assert.ThrowsAsync<BackboneException>(() => Run("net.onnx", new QuantizationOptions { Layers = ["graft/int8/end"] }));

        Assert.Equal($"The layer 'graft/int8/end' of '{_folder["net.onnx"]}' cannot be one of a quantised network: names that begin with 'graft/int8/' are for what quantisation adds. Rename it.", error.Message);
    }

    [Theory]
    [InlineData("graft_quantization", "{}", "Its 'graft_quantization' is not whole.")]
    [InlineData("graft_aliases", "{\"a\":null}", "Its 'graft_aliases' has a name without a tensor.")]
    public async Task What_a_file_says_of_itself_is_not_believed(string key, string value, string expected)
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 2);
        await Run("net.onnx");
        var model = OnnxFile.Parse(_folder["net.int8.onnx"]);
        foreach (var entry in model.MetadataProps.Where(entry => entry.Key == key).ToList())
            model.MetadataProps.Remove(entry);
        model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        File.WriteAllBytes(_folder["net.int8.onnx"], model.ToByteArray());

        Assert.Contains(expected, Assert.Throws<BackboneException>(() => BackboneModel.Open(_folder["net.int8.onnx"])).Message);
    }

    [Fact]
    public async Task Cancelled_it_writes_nothing()
    {
        TinyPhotos.Network(_folder);
        TinyPhotos.Photos(_folder, 4);
        using var cancellation = new CancellationTokenSource();
        var progress = new CancelAt("Comparing features", cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BackboneQuantization.RunAsync(
            BackboneModel.Open(_folder["net.onnx"]), ImageInput.OpenAny(_folder["사진"]), _folder["net.int8.onnx"], null, progress, cancellation.Token));

        Assert.Equal(["net.onnx", "net.preprocessing.json", "사진"], _folder.Names());
    }

    private Task<QuantizationReport> Run(string network, QuantizationOptions? options = null, string name = "net.int8.onnx", string photos = "사진") => BackboneQuantization.RunAsync(
        BackboneModel.Open(_folder[network]), ImageInput.OpenAny(_folder[photos]), _folder[name], options, cancellationToken: TestContext.Current.CancellationToken);

    private void AssertNear(string plain, string quantized, string layer, double error)
    {
        var features = new FeatureOptions { Layers = [layer], Preprocessing = BackboneModel.Open(_folder[plain]).Preprocessing };
        using var here = BackboneModel.Open(_folder[plain]).Cut(features);
        using var there = BackboneModel.Open(_folder[quantized]).Cut(features);
        var preprocessor = new Preprocessor(features.Preprocessing!);
        foreach (var photo in ImageInput.OpenAny(_folder["사진"]).Images)
        {
            var picture = new float[features.Preprocessing!.TensorLength];
            preprocessor.Apply(ImageReader.Read(photo.FullPath), picture);
            var (left, right) = (new float[here.FeatureCount], new float[there.FeatureCount]);
            here.Extract(picture, left);
            there.Extract(picture, right);
            Assert.InRange(FeatureError.Relative(left, right), 0, error);
        }
    }

    private sealed class Trials : IProgress<QuantizationProgress>
    {
        public List<double> Shares { get; } = [];

        public void Report(QuantizationProgress value)
        {
            if (value.Phase == "Keeping layers in fp32")
                Shares.Add(value.Share);
        }
    }

    private sealed class CancelAt(string phase, CancellationTokenSource cancellation) : IProgress<QuantizationProgress>
    {
        public void Report(QuantizationProgress value)
        {
            if (value.Phase == phase)
                cancellation.Cancel();
        }
    }
}
