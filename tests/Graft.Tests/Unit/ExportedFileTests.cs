using Google.Protobuf;
using Graft.Tests.Support;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using static Onnx.TensorProto.Types;

namespace Graft.Tests.Unit;

/// <summary>Networks of every make in exported files, and files that lie.</summary>
public sealed class ExportedFileTests : IDisposable
{
    private static readonly ClassifierOptions[] Kinds =
    [
        new LogisticRegressionOptions { Scaling = FeatureScaling.SqrtL2 },
        new RandomForestOptions { NEstimators = 5 },
        new NearestNeighborsOptions { NNeighbors = 3 },
        new NearestNeighborsOptions { NNeighbors = 3, Metric = NeighborMetric.Cosine, Weights = NeighborWeights.Distance },
    ];

    private static readonly Preprocessing Small = new() { Width = TinyNetwork.Width, Height = TinyNetwork.Height };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(22)]
    public void Networks_of_all_operator_sets_take_every_classifier(int opset)
    {
        foreach (var kind in Kinds)
        {
            foreach (var pixels in new[] { false, true })
                AssertExports(Chain(opset).Save(_folder["net.onnx"]), Small, kind, pixels);
        }
    }

    [Fact]
    public void Names_of_the_network_may_be_ours()
    {
        var network = new TestNetwork([0, 3, TinyNetwork.Height, TinyNetwork.Width])
            .Node("Relu", "images", ["x"]).Node("Relu", "label", ["images"]).Node("Relu", "pixels", ["label"])
            .Node("Relu", "graft/classifier/scores", ["pixels"]).Node("Relu", "graft/pixels/0_Shape", ["graft/classifier/scores"]).Node("Relu", "backbone/label", ["graft/pixels/0_Shape"])
            .Node("GlobalAveragePool", "pooled", ["backbone/label"]).Node("Flatten", "probabilities", ["pooled"]).Output("probabilities", 0, 3);

        foreach (var pixels in new[] { false, true })
            AssertExports(network.Save(_folder["net.onnx"]), Small, Kinds[0], pixels);
    }

    [Fact]
    public void Graphs_inside_of_nodes_keep_up_with_new_names()
    {
        var network = new TestNetwork([0, 3, TinyNetwork.Height, TinyNetwork.Width]);
        network.Model.Graph.Initializer.Add(new TensorProto { Name = "yes", DataType = (int)DataType.Bool, Int32Data = { 1 } });
        var branch = new GraphProto { Name = "branch", Output = { new ValueInfoProto { Name = "inner", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } } } } };
        // Takes the input from outside, and has a tensor that has a name of ours.
        branch.Node.Add(new NodeProto { OpType = "Abs", Input = { "x" }, Output = { "label" } });
        branch.Node.Add(new NodeProto { OpType = "Relu", Input = { "label" }, Output = { "inner" } });
        network.Node("If", "chosen", ["yes"]);
        foreach (var name in new[] { "then_branch", "else_branch" })
            network.Model.Graph.Node[^1].Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = branch.Clone() });
        network.Node("GlobalAveragePool", "pooled", ["chosen"]).Node("Flatten", "y", ["pooled"]).Output("y", 0, 3);

        AssertExports(network.Save(_folder["net.onnx"]), Small, Kinds[0], pixels: true);
    }

    [Theory]
    [InlineData(ResizeMode.Squash, TensorLayout.Hwc, ChannelOrder.Bgr, false, 1)]
    [InlineData(ResizeMode.Pad, TensorLayout.Chw, ChannelOrder.Bgr, true, 1)]
    [InlineData(ResizeMode.Crop, TensorLayout.Hwc, ChannelOrder.Rgb, true, 5)]
    [InlineData(ResizeMode.Crop, TensorLayout.Chw, ChannelOrder.Rgb, false, 5)]
    public void Every_way_of_looking_at_photos_comes_along(ResizeMode mode, TensorLayout layout, ChannelOrder order, bool flip, int crops)
    {
        var preprocessing = Small with { ResizeMode = mode, Layout = layout, ChannelOrder = order, Mean = new RgbTriple(123, 117, 104), ResizeTo = mode == ResizeMode.Crop ? 10 : 0 };
        var network = layout == TensorLayout.Chw ? Chain(13) : ChannelsLast();
        foreach (var pixels in new[] { false, true })
            AssertExports(network.Save(_folder["net.onnx"]), preprocessing, Kinds[0], pixels, new FeatureShaping { Flip = flip, Crops = crops });
    }

    [Fact]
    public void Weights_in_other_files_are_taken_into_it()
    {
        var network = Chain(13);
        var weights = network.Model.Graph.Initializer[0];
        _folder.Write("weights.bin", [0, 0, 0, 0, .. weights.RawData.ToByteArray(), 9]);
        var bytes = weights.RawData.Length;
        weights.RawData = ByteString.Empty;
        weights.DataLocation = DataLocation.External;
        foreach (var (key, value) in new[] { ("location", "weights.bin"), ("offset", "4"), ("length", $"{bytes}") })
            weights.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });

        AssertExports(network.Save(_folder["net.onnx"]), Small, Kinds[0], pixels: false);
    }

    [Fact]
    public void A_network_that_mixes_its_pictures_says_that_it_takes_one()
    {
        var network = new TestNetwork([0, 3, TinyNetwork.Height, TinyNetwork.Width]);
        network.Node("ReduceMean", "mean", ["x"], ("axes", new long[] { 0 })).Node("Sub", "less", ["x", "mean"]).Node("Abs", "distance", ["less"]).Node("Add", "sum", ["x", "distance"])
            .Node("GlobalAveragePool", "pooled", ["sum"]).Node("Flatten", "y", ["pooled"]).Output("y", 0, 3);

        AssertExports(network.Save(_folder["net.onnx"]), Small, Kinds[0], pixels: false);

        using var session = new InferenceSession(_folder["app.onnx"]);
        Assert.Equal([1, 3, TinyNetwork.Height, TinyNetwork.Width], session.InputMetadata["images"].Dimensions);
        Assert.Equal([1, 2], session.OutputMetadata["probabilities"].Dimensions);
    }

    [Fact]
    public void An_operator_that_cannot_be_exported_is_named_and_nothing_written()
    {
        var network = new TestNetwork([0, 3, TinyNetwork.Height, TinyNetwork.Width], 9).Shape("unused", 1);
        network.Model.Graph.Initializer.Add(new TensorProto { Name = "scales", DataType = 1, Dims = { 4 }, FloatData = { 1, 1, 2, 2 } });
        network.Node("Upsample", "up", ["x", "scales"]).Node("GlobalAveragePool", "pooled", ["up"]).Node("Flatten", "y", ["pooled"]).Output("y", 0, 3);
        var classifier = Saved(network.Save(_folder["net.onnx"]), Small, Kinds[0], new FeatureShaping());

        var error = Assert.Throws<BackboneException>(() => ClassifierExport.Run(classifier, _folder["app.onnx"], cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("its operator Upsample of set 9 cannot be brought to set 13", error.Message);
        Assert.Equal(["m.onnx", "net.onnx"], _folder.Names());
    }

    [Fact]
    public void What_is_too_large_for_one_file_is_refused_before_it_is_read()
    {
        var network = Chain(13);
        using (var file = File.Create(_folder["weights.bin"]))
            file.SetLength(3L << 30);
        foreach (var name in new[] { "a", "b" })
        {
            var tensor = new TensorProto { Name = name, DataType = 1, Dims = { 3, 128L << 20 }, DataLocation = DataLocation.External };
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{3L << 29}" });
            network.Model.Graph.Initializer.Add(tensor);
        }

        var error = Assert.Throws<BackboneException>(() => ExternalWeights.Embed(network.Model.Graph, _folder.Path, "net"));

        Assert.Equal("The network 'net' has 3.2 GB of weights up to this layer; an exported file is one ONNX file, which ends at 2 GB. Cut it at an earlier layer.", error.Message);
    }

    [Theory]
    [InlineData("no label_names", "its metadata has no 'label_names'")]
    [InlineData("label_names []", "a class name in its 'label_names' is missing")]
    [InlineData("label_names [null,\"b\"]", "a class name in its 'label_names' is missing")]
    [InlineData("label_names [\"a\"]", "it gives 2 probabilities and has 1 class names")]
    [InlineData("no preprocessing", "its metadata has no 'preprocessing'")]
    [InlineData("preprocessing {}", null)]
    [InlineData("shaping 7", null)]
    [InlineData("training null", "its 'training' is null")]
    [InlineData("training {}", null)]
    [InlineData("wide", "its 'preprocessing' makes tensors of 20000 x 20000")]
    [InlineData("other size", "its 'images' are not of 9 x 6, as its preprocessing makes them")]
    [InlineData("no input", "its graph does not begin with 'images' or 'pixels' alone")]
    [InlineData("no output", "its graph does not end in 'probabilities'")]
    [InlineData("external", "its weights lie in other files, which an exported file never does")]
    [InlineData("no graph", "its graph does not begin with 'images' or 'pixels' alone")]
    public void A_file_that_lies_is_refused_in_one_line(string lie, string? reason)
    {
        ClassifierExport.Run(Saved(Chain(13).Save(_folder["net.onnx"]), Small, Kinds[0], new FeatureShaping()), _folder["app.onnx"], cancellationToken: TestContext.Current.CancellationToken);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["app.onnx"]));
        Tell(model, lie);
        File.WriteAllBytes(_folder["app.onnx"], model.ToByteArray());

        var error = Assert.Throws<ClassifierFileException>(() => ImageClassifier.Load(_folder["app.onnx"]));

        Assert.StartsWith($"Exported file '{_folder["app.onnx"]}' is damaged: {reason}", error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(error.Message, Assert.Throws<ClassifierFileException>(() => ExportedClassifier.Read(_folder["app.onnx"])).Message);
    }

    [Fact]
    public void A_graph_that_does_not_hold_what_it_declares_is_refused_in_one_line()
    {
        ClassifierExport.Run(Saved(Chain(13).Save(_folder["net.onnx"]), Small, Kinds[0], new FeatureShaping()), _folder["app.onnx"], cancellationToken: TestContext.Current.CancellationToken);
        var whole = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["app.onnx"]));
        foreach (var node in whole.Graph.Node.Where(node => !node.Output.Contains("label")))
        {
            var model = whole.Clone();
            model.Graph.Node.Remove(node);
            File.WriteAllBytes(_folder["cut.onnx"], model.ToByteArray());
            var error = Assert.ThrowsAny<GraftException>(() => ImageClassifier.Load(_folder["cut.onnx"]));
            Assert.DoesNotContain('\n', error.Message);
            Assert.Contains("cut.onnx", error.Message);
        }
    }

    [Fact]
    public void Files_of_later_versions_are_told_from_damaged_ones()
    {
        var model = new ModelProto { MetadataProps = { new StringStringEntryProto { Key = "graft_export_version", Value = "2" } } };
        var path = _folder.Write("later.onnx", model.ToByteArray());

        Assert.Equal($"Exported file '{path}' has version 2; this version of Graft reads 1. Export it again.", Assert.Throws<ClassifierFileException>(() => ImageClassifier.Load(path)).Message);
    }

    private static void Tell(ModelProto model, string lie)
    {
        if (lie.StartsWith("no ", StringComparison.Ordinal) && model.MetadataProps.FirstOrDefault(entry => entry.Key == lie[3..]) is { } gone)
            model.MetadataProps.Remove(gone);
        else if (lie.Split(' ', 2) is [var key, var value] && model.MetadataProps.FirstOrDefault(entry => entry.Key == key) is { } other)
            other.Value = value;
        else if (lie is "wide" or "other size")
            model.MetadataProps.First(entry => entry.Key == "preprocessing").Value = (lie == "wide" ? Small with { Width = 20_000, Height = 20_000 } : Small with { Width = 9 }).ToJson();
        else if (lie == "no input")
            model.Graph.Input.Clear();
        else if (lie == "no output")
            model.Graph.Output.Clear();
        else if (lie == "external")
            (model.Graph.Initializer[0].RawData, model.Graph.Initializer[0].DataLocation) = (ByteString.Empty, DataLocation.External);
        else
            model.Graph = null;
    }

    /// <summary>Exports, and holds ONNX Runtime's answers on photos of three sizes to those of network and classifier.</summary>
    private void AssertExports(string network, Preprocessing preprocessing, ClassifierOptions kind, bool pixels, FeatureShaping? shaping = null)
    {
        shaping ??= new FeatureShaping();
        var path = Saved(network, preprocessing, kind, shaping);
        var report = ClassifierExport.Run(path, _folder["app.onnx"], new ExportOptions { WithPreprocessing = pixels });
        Assert.Equal(0, report.LargestTensorDifference);
        using var expected = ImageClassifier.Load(path);
        using var actual = ImageClassifier.Load(_folder["app.onnx"]);
        string[] photos = [.. new[] { (8, 6), (31, 17), (5, 40) }.Select((size, i) => _folder.Write($"{i}.png", TestImages.Png(size.Item1, size.Item2, i)))];
        var raw = new ExportedFile(_folder["app.onnx"], pixels).InOnnxRuntime(photos);
        foreach (var (photo, answer) in photos.Zip(raw))
        {
            var wanted = expected.Predict(photo, int.MaxValue);
            Assert.Equal(wanted[0].Label, answer.Label);
            Assert.All(wanted, item => Assert.Equal(item.Probability, answer.Probabilities[item.Label], 1e-5f));
            Assert.All(wanted.Zip(actual.Predict(photo, int.MaxValue)), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, 1e-5f));
        }

        foreach (var photo in photos)
            File.Delete(photo);
    }

    private string Saved(string network, Preprocessing preprocessing, ClassifierOptions kind, FeatureShaping shaping)
    {
        using var backbone = Backbone.Load(network, new FeatureOptions { Preprocessing = preprocessing, Shaping = shaping });
        var set = TestFeatures.Set(8, backbone.FeatureCount, ["a", "b"]);
        var rows = new FeatureSet([.. set.Features.ToArray().Select(value => value * 60)], set.Labels, set.LabelNames, set.Paths, FeatureRecipe.Of(backbone));
        return StoredClassifier.Save(kind.Fit(rows), rows, _folder["m.onnx"]);
    }

    private static TestNetwork Chain(int opset) => new TestNetwork([0, 3, TinyNetwork.Height, TinyNetwork.Width], opset)
        .Weights("filters", 3, 3, 3, 3).Node("Conv", "conv", ["x", "filters"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", "relu", ["conv"])
        .Node("GlobalAveragePool", "pooled", ["relu"]).Node("Flatten", "y", ["pooled"]).Output("y", 0, 3);

    private static TestNetwork ChannelsLast() => new TestNetwork([0, TinyNetwork.Height, TinyNetwork.Width, 3])
        .Node("Transpose", "chw", ["x"], ("perm", new long[] { 0, 3, 1, 2 }))
        .Weights("filters", 3, 3, 3, 3).Node("Conv", "conv", ["chw", "filters"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", "relu", ["conv"])
        .Node("GlobalAveragePool", "pooled", ["relu"]).Node("Flatten", "y", ["pooled"]).Output("y", 0, 3);
}
