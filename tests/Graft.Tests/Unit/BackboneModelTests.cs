using Google.Protobuf;
using Graft.Tests.Support;
using Onnx;

namespace Graft.Tests.Unit;

/// <summary>Networks as users find them: frozen batches, other orders, weights in other files, odd names.</summary>
public sealed class BackboneModelTests : IDisposable
{
    private static readonly Preprocessing Small = new() { Width = 8, Height = 8 };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_layer_is_found_by_tensor_or_node_and_what_lies_behind_it_is_gone()
    {
        var path = Chain([1, 3, 8, 8]).Save(_folder["net.onnx"]);
        var model = BackboneModel.Open(path);

        var cut = model.Prepare(new FeatureOptions { Layers = ["node_pool"], Preprocessing = Small });

        Assert.Equal("pool", cut.Identity.Layer);
        Assert.Equal(["filters"], cut.Model.Graph.Initializer.Select(tensor => tensor.Name));
        Assert.DoesNotContain(cut.Model.Graph.Node, node => node.OpType is "Gemm" or "Softmax");
        Assert.Equal(4 * 4 * 4, Assert.Single(cut.Parts).Length);
    }

    [Fact]
    public void The_table_has_shapes_parameters_and_multiply_adds()
    {
        var layers = BackboneModel.Open(Chain([0, 3, 8, 8]).Save(_folder["net.onnx"])).FindLayers();

        Assert.Equal(["conv", "relu", "pool", "flat", "scores", "prob"], layers.Select(layer => layer.Name));
        var (conv, scores) = (layers[0], layers[4]);
        Assert.Equal([4, 8, 8], conv.Shape);
        Assert.Equal((4 * 3 * 9, 4 * 8 * 8 * 3 * 9), (conv.ParameterCount, conv.MultiplyAddCount));
        Assert.Equal((4 * 3 * 9 + 64 * 1000 + 1000, 4 * 8 * 8 * 3 * 9 + 64 * 1000), (scores.ParameterCount, scores.MultiplyAddCount));
    }

    [Fact]
    public void Without_a_name_the_layer_is_what_goes_into_the_classifier()
    {
        Assert.Equal("flat", BackboneModel.Open(Chain([0, 3, 8, 8]).Save(_folder["net.onnx"])).DefaultLayer);
        var headless = new TestNetwork([0, 3, 8, 8]).Weights("filters", 4, 3, 3, 3).Node("Conv", "conv", ["x", "filters"]).Node("Relu", "relu", ["conv"]).Output("relu");
        Assert.Equal("relu", BackboneModel.Open(headless.Save(_folder["headless.onnx"])).DefaultLayer);
    }

    /// <summary>Each way in which exporters freeze a batch of one.</summary>
    [Theory]
    [InlineData("Reshape", 1L, 64L)]
    [InlineData("Reshape", 1L, -1L)]
    [InlineData("Reshape", 1L, 4L, 16L)]
    [InlineData("Reshape", 0L, -1L)]
    [InlineData("Constant", 1L, 64L)]
    [InlineData("Flatten")]
    [InlineData("Squeeze")]
    public void A_frozen_batch_is_freed(string op, params long[] shape)
    {
        foreach (var batch in new[] { 1L, 0L })
        {
            var path = Frozen(batch, op, shape).Save(_folder["net.onnx"]);
            using var backbone = Backbone.Load(path, new FeatureOptions { Layers = ["out"], Preprocessing = Small });

            AssertRowsAreThoseOfSingleImages(backbone, path, "out");
        }
    }

    [Fact]
    public void A_batch_that_cannot_be_freed_is_run_image_by_image()
    {
        // A token is expanded to one picture and joined to the picture's own, as some transformers do it.
        var path = new TestNetwork([1, 3, 8, 8]).Weights("filters", 4, 3, 8, 8).Weights("token", 1, 1, 4)
            .Shape("tokens", 1, 1, 4).Shape("row", 1, 1, 4)
            .Node("Conv", "conv", ["x", "filters"]).Node("Reshape", "patch", ["conv", "row"])
            .Node("Expand", "expanded", ["token", "tokens"]).Node("Concat", "out", ["expanded", "patch"], ("axis", 1)).Output("out", 1, 2, 4)
            .Save(_folder["net.onnx"]);
        using var backbone = Backbone.Load(path, new FeatureOptions { Layers = ["out"], Preprocessing = Small });

        AssertRowsAreThoseOfSingleImages(backbone, path, "out");
    }

    /// <summary>Each gives a row for each picture, and rows that depend on the other pictures.</summary>
    [Theory]
    [InlineData("mean of the batch")]
    [InlineData("first of the batch")]
    [InlineData("normalised over the batch")]
    [InlineData("residual of a frozen batch")]
    public void A_network_that_mixes_its_pictures_is_run_image_by_image(string how)
    {
        var net = new TestNetwork([how.StartsWith("residual", StringComparison.Ordinal) ? 1 : 0, 3, 8, 8], opset: 14).Weights("scale", 3);
        net = how switch
        {
            "mean of the batch" => net.Node("ReduceMean", "mean", ["x"], ("axes", new long[] { 0 })).Node("Add", "out", ["x", "mean"]),
            "first of the batch" => net.Node("Constant", "zero", [], ("value", TestNetwork.Numbers("", 0))).Node("Gather", "first", ["x", "zero"], ("axis", 0)).Node("Mul", "out", ["x", "first"]),
            "normalised over the batch" => net.Weights("bias", 3).Weights("means", 3).Weights("variances", 3).Node("BatchNormalization", "out", ["x", "scale", "bias", "means", "variances"], ("training_mode", 1)),
            _ => net.Shape("windows", 4, 3, 4, 4).Shape("whole", 1, 3, 8, 8).Node("Reshape", "cut", ["x", "windows"]).Node("Reshape", "joined", ["cut", "whole"]).Node("Add", "out", ["x", "joined"]),
        };
        if (how.StartsWith("normalised", StringComparison.Ordinal))
            net.Model.Graph.Node[0].Output.Add(["running_mean", "running_variance"]);
        var path = net.Output("out").Save(_folder["net.onnx"]);
        using var backbone = Backbone.Load(path, new FeatureOptions { Layers = ["out"], Preprocessing = Small });

        // Of the mean over a picture, the last bit depends on the threads.
        AssertRowsAreThoseOfSingleImages(backbone, path, "out", tolerance: 1e-6);
    }

    [Fact]
    public void Views_of_a_network_that_takes_one_picture_are_refused()
    {
        var path = new TestNetwork([1, 3, 8, 8]).Shape("windows", 4, 3, 4, 4).Shape("whole", 1, 3, 8, 8)
            .Node("Reshape", "cut", ["x", "windows"]).Node("Reshape", "joined", ["cut", "whole"]).Node("Add", "out", ["x", "joined"]).Output("out").Save(_folder["net.onnx"]);

        var error = Assert.Throws<BackboneException>(() => Backbone.Load(path, new FeatureOptions { Preprocessing = Small, Shaping = new FeatureShaping { Flip = true } }));

        Assert.Equal($"'{path}' takes one picture at a time, so that a mean over 2 views of it is not possible. Leave out --flip and --crops.", error.Message);
    }

    /// <summary>Between two transpositions, channels stand last.</summary>
    [Fact]
    public void Maps_with_channels_last_are_pooled_and_flattened_by_their_channels()
    {
        var path = new TestNetwork([0, 3, 8, 8]).Weights("filters", 4, 3, 3, 3).Node("Conv", "first", ["x", "filters"])
            .Node("Transpose", "turned", ["first"], ("perm", new long[] { 0, 2, 3, 1 })).Node("Relu", "last", ["turned"])
            .Node("Transpose", "back", ["last"], ("perm", new long[] { 0, 3, 1, 2 })).Output("back").Save(_folder["net.onnx"]);

        foreach (var shaping in new[] { new FeatureShaping { Pool = FeaturePool.Max }, new FeatureShaping { Flatten = TensorLayout.Hwc }, new FeatureShaping { Flatten = TensorLayout.Chw } })
            Assert.Equal(Features("back", shaping), Features("last", shaping));

        float[] Features(string layer, FeatureShaping shaping)
        {
            using var backbone = Backbone.Load(path, new FeatureOptions { Layers = [layer], Preprocessing = Small, Shaping = shaping });
            return Row(backbone, Image(1));
        }
    }

    [Fact]
    public void Circles_and_nodes_without_inputs_are_refused()
    {
        var circle = new TestNetwork([0, 3, 8, 8]).Node("Add", "b", ["x", "y"]).Node("Identity", "y", ["b"]).Output("y");
        var empty = new TestNetwork([0, 3, 8, 8]).Node("Relu", "a", ["x"]).Node("Gemm", "y", []).Output("y", 0, 1000);

        Assert.EndsWith("is damaged: the tensor 'y' is used before it is made.", Assert.Throws<BackboneException>(() => BackboneModel.Open(circle.Save(_folder["net.onnx"]))).Message);
        Assert.Throws<BackboneException>(() => BackboneModel.Open(empty.Save(_folder["net.onnx"])).Cut(new FeatureOptions { Preprocessing = Small }));
    }

    [Fact]
    public void Constants_in_other_files_are_refused_since_they_would_be_no_part_of_the_identity()
    {
        var net = Chain([0, 3, 8, 8]);
        var constant = TestNetwork.Numbers("", 1);
        Lead(constant, "weights.bin", 0, 8);
        net.Node("Constant", "one", [], ("value", constant));

        Assert.EndsWith("keeps constants of its nodes in other files; only weights may be there. Save it with them inside.", Assert.Throws<BackboneException>(() => BackboneModel.Open(net.Save(_folder["net.onnx"]))).Message);
    }

    [Fact]
    public void Pictures_in_tensorflows_order_give_the_same_features()
    {
        var channelsFirst = Chain([0, 3, 8, 8]);
        var channelsLast = Chain([0, 8, 8, 3]);
        channelsLast.Model.Graph.Node.Insert(0, new NodeProto { OpType = "Transpose", Input = { "x" }, Output = { "first" }, Attribute = { new AttributeProto { Name = "perm", Ints = { 0, 3, 1, 2 }, Type = AttributeProto.Types.AttributeType.Ints } } });
        channelsLast.Model.Graph.Node[1].Input[0] = "first";
        var model = BackboneModel.Open(channelsLast.Save(_folder["last.onnx"]));
        var photo = ImageReader.Read(_folder.Write("photo.png", TestImages.Png(20, 10)));

        Assert.Equal(TensorLayout.Hwc, model.InputLayout);
        Assert.Equal(Features(BackboneModel.Open(channelsFirst.Save(_folder["first.onnx"])), photo), Features(model, photo));

        static float[] Features(BackboneModel model, RgbImage photo)
        {
            using var backbone = model.Cut(new FeatureOptions { Preprocessing = model.ReadPreprocessing("imagenet") });
            var tensor = new float[backbone.Preprocessing.TensorLength];
            new Preprocessor(backbone.Preprocessing).Apply(photo, tensor);
            return Row(backbone, tensor);
        }
    }

    [Fact]
    public void Sizes_left_open_are_asked_for_and_then_taken()
    {
        var path = new TestNetwork([0, 3, 0, 0]).Weights("filters", 4, 3, 3, 3).Node("Conv", "conv", ["x", "filters"]).Output("conv").Save(_folder["net.onnx"]);
        var model = BackboneModel.Open(path);

        Assert.Null(model.InputWidth);
        Assert.Equal($"'{path}' takes pictures of any size; say one with --size.", Assert.Throws<BackboneException>(() => model.ReadPreprocessing("tf")).Message);
        Assert.Throws<BackboneException>(() => model.FindLayers());
        Assert.Equal([4, 10, 10], model.FindLayers(model.ReadPreprocessing("tf", 12))[0].Shape);
        Assert.Equal(
            "takes pictures of 8 x 8; the preprocessing makes 12 x 12.",
            Assert.Throws<BackboneException>(() => BackboneModel.Open(Chain([0, 3, 8, 8]).Save(_folder["fixed.onnx"])).ReadPreprocessing("tf", 12) is var wrong
                ? BackboneModel.Open(_folder["fixed.onnx"]).Cut(new FeatureOptions { Preprocessing = wrong }) : null).Message.Split("' ")[1]);
    }

    [Fact]
    public void A_preprocessing_is_never_guessed_and_once_said_is_remembered()
    {
        var path = Chain([0, 3, 8, 8]).Save(_folder["net.onnx"]);
        var model = BackboneModel.Open(path);
        Assert.Equal(
            $"How '{path}' wants its pictures is not known. Say it with --preprocessing: imagenet, caffe, tf, clip, or a JSON file.",
            Assert.Throws<BackboneException>(() => model.Cut()).Message);

        var file = model.RememberPreprocessing(model.ReadPreprocessing("caffe"));

        Assert.Equal(_folder["net.preprocessing.json"], file);
        Assert.Equal(PreprocessingPreset.Of("caffe", 8, 8), BackboneModel.Open(path).Preprocessing);
        File.WriteAllText(file!, """{"width":8}""");
        var error = Assert.Throws<BackboneException>(() => BackboneModel.Open(path));
        Assert.Equal($"'{file}' says no preprocessing: The preprocessing is not valid: it lacks 'height'.", error.Message);
    }

    [Fact]
    public void Weights_in_a_file_beside_the_model_are_read_and_counted_into_its_identity()
    {
        var whole = Chain([0, 3, 8, 8]);
        var expected = BackboneModel.Open(whole.Save(_folder["whole.onnx"]));
        var path = External(whole, "weights.bin", offset: 64);
        var model = BackboneModel.Open(path);
        var image = Image(3);

        using var backbone = model.Cut(new FeatureOptions { Preprocessing = Small });
        using var reference = expected.Cut(new FeatureOptions { Preprocessing = Small });

        Assert.Equal(Row(reference, image), Row(backbone, image));
        var bytes = File.ReadAllBytes(path).Concat(File.ReadAllBytes(_folder["weights.bin"])).ToArray();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), model.Sha256);
    }

    [Fact]
    public void Weights_beyond_two_gigabytes_are_left_alone_when_they_lie_behind_the_cut()
    {
        const long Far = 2_300_000_000;
        var net = Chain([0, 3, 8, 8]);
        var path = External(net, "weights.bin", offset: Far);

        using var backbone = BackboneModel.Open(path).Cut(new FeatureOptions { Layers = ["pool"], Preprocessing = Small });

        AssertRowsAreThoseOfSingleImages(backbone, net.Save(_folder["whole.onnx"]), "pool");
    }

    [Theory]
    [InlineData("../weights.bin", 0, "wants weights 'filters' from '../weights.bin', which is not a file beside it.")]
    [InlineData("/etc/passwd", 0, "wants weights 'filters' from '/etc/passwd', which is not a file beside it.")]
    [InlineData("gone.bin", 0, "keeps its weights in 'gone.bin', which is not beside it. Copy both.")]
    [InlineData("short.bin", 9, "is too short for weights 'filters'")]
    public void Weights_that_are_not_there_are_named(string location, long offset, string message)
    {
        _folder.Write("short.bin", "too short");
        var net = Chain([0, 3, 8, 8]);
        Lead(net.Model.Graph.Initializer[0], location, offset, 432);

        Assert.Contains(message, Assert.Throws<BackboneException>(() => BackboneModel.Open(net.Save(_folder["net.onnx"]))).Message);
    }

    [Fact]
    public void What_is_no_network_of_pictures_is_refused_with_what_it_is()
    {
        Refused("old.onnx", Chain([0, 3, 8, 8], opset: 6), "is of ONNX operator set 6; Graft takes 7 and later. Convert it, for instance with onnx.version_converter.");
        Refused("two.onnx", With(Chain([0, 3, 8, 8]), graph => graph.Input.Add(new ValueInfoProto { Name = "mask" })), "has 2 inputs ('x' [side0, 3, 8, 8], 'mask'); expected one of pictures.");
        Refused("text.onnx", With(Chain([0, 3, 8, 8]), graph => graph.Input[0].Type.TensorType.ElemType = 7), "takes Int64 values; Graft feeds float32.");
        Refused("flat.onnx", Chain([0, 192]), "takes 'x' [side0, 192]; expected pictures, [N, 3, height, width] or [N, height, width, 3], of at most 16,384 a side.");
        Refused("grey.onnx", Chain([0, 1, 8, 8]), "takes 'x' [side0, 1, 8, 8]; expected three colour channels, [N, 3, height, width] or [N, height, width, 3].");
        Refused("twice.onnx", With(Chain([0, 3, 8, 8]), graph => graph.Node.Add(graph.Node[0].Clone())), "is damaged: two of its nodes make the tensor 'conv'.");
        _folder.Write("text.onnx", "not a network at all");
        Assert.EndsWith("is not an ONNX model, or is damaged.", Assert.Throws<BackboneException>(() => BackboneModel.Open(_folder["text.onnx"])).Message);
        _folder.Write("empty.onnx", "");
        Assert.EndsWith("holds no network; expected an ONNX model.", Assert.Throws<BackboneException>(() => BackboneModel.Open(_folder["empty.onnx"])).Message);
        Assert.Equal("There is no network 'gone.onnx'; expected an ONNX file.", Assert.Throws<BackboneException>(() => BackboneModel.Open("gone.onnx")).Message);

        void Refused(string name, TestNetwork network, string message) =>
            Assert.EndsWith(message, Assert.Throws<BackboneException>(() => BackboneModel.Open(network.Save(_folder[name]))).Message);

        static TestNetwork With(TestNetwork network, Action<GraphProto> change)
        {
            change(network.Model.Graph);
            return network;
        }
    }

    [Fact]
    public void An_unknown_layer_is_answered_with_those_that_are_near()
    {
        var path = Chain([0, 3, 8, 8]).Save(_folder["net.onnx"]);
        var model = BackboneModel.Open(path);

        Assert.Equal(
            $"'{path}' has no layer 'pol'; did you mean 'pool', 'prob'? 'graft layers {path}' lists all.",
            Assert.Throws<BackboneException>(() => model.Cut(new FeatureOptions { Layers = ["pol"], Preprocessing = Small })).Message);
        Assert.Equal(
            $"'{path}' has no layer 'block5_pool'. 'graft layers {path}' lists all.",
            Assert.Throws<BackboneException>(() => model.Cut(new FeatureOptions { Layers = ["block5_pool"], Preprocessing = Small })).Message);
        Assert.Equal(
            "The layer 'pool' is asked for twice.",
            Assert.Throws<BackboneException>(() => model.Cut(new FeatureOptions { Layers = ["pool", "node_pool"], Preprocessing = Small })).Message);
    }

    [Fact]
    public void Older_models_that_list_their_weights_among_the_inputs_are_read()
    {
        var net = Chain([1, 3, 8, 8], opset: 7);
        net.Model.IrVersion = 3;
        net.Model.Graph.Input.AddRange(net.Model.Graph.Initializer.Select(tensor => new ValueInfoProto
        {
            Name = tensor.Name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = tensor.DataType, Shape = new TensorShapeProto { Dim = { tensor.Dims.Select(side => new TensorShapeProto.Types.Dimension { DimValue = side }) } } } },
        }));
        var path = net.Save(_folder["old.onnx"]);
        using var backbone = Backbone.Load(path, new FeatureOptions { Layers = ["prob"], Preprocessing = Small });

        AssertRowsAreThoseOfSingleImages(backbone, path, "prob");
    }

    private static TestNetwork Chain(long[] input, int opset = 13) => new TestNetwork(input, opset)
        .Weights("filters", 4, 3, 3, 3).Weights("matrix", 1000, 64).Weights("bias", 1000)
        .Node("Conv", "conv", ["x", "filters"], ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("Relu", "relu", ["conv"])
        .Node("MaxPool", "pool", ["relu"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
        .Node("Flatten", "flat", ["pool"])
        .Node("Gemm", "scores", ["flat", "matrix", "bias"], ("transB", 1))
        .Node("Softmax", "prob", ["scores"], ("axis", 1))
        .Output("prob", input[0], 1000);

    private static TestNetwork Frozen(long batch, string op, long[] shape)
    {
        var net = new TestNetwork([batch, 3, 8, 8]).Weights("filters", 4, 3, 3, 3)
            .Node("Conv", "conv", ["x", "filters"], ("pads", new long[] { 1, 1, 1, 1 }))
            .Node("MaxPool", "pool", ["conv"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
        return op switch
        {
            "Reshape" => net.Shape("shape", shape).Node("Reshape", "out", ["pool", "shape"]).Output("out"),
            "Constant" => net.Node("Constant", "shape", [], ("value", TestNetwork.Numbers("", shape))).Node("Reshape", "out", ["pool", "shape"]).Output("out"),
            "Flatten" => net.Node("Flatten", "out", ["pool"], ("axis", 0)).Output("out"),
            _ => net.Weights("whole", 4, 4, 4, 4).Node("Conv", "one", ["pool", "whole"]).Node("Squeeze", "squeezed", ["one"]).Node("Relu", "out", ["squeezed"]).Output("out"),
        };
    }

    /// <summary>Rows of a batch are what ONNX Runtime gives for each image alone, in the model as it was.</summary>
    private static void AssertRowsAreThoseOfSingleImages(IBackbone backbone, string path, string tensor, double tolerance = 0)
    {
        var images = new[] { Image(1), Image(2), Image(3) };
        var rows = Row(backbone, [.. images.SelectMany(image => image)]);

        Network.AssertClose([.. images.SelectMany(image => Network.Run(OnnxFile.Parse(path), [tensor], image, [1, 3, 8, 8])[0])], rows, tolerance, tensor);
    }

    private string External(TestNetwork net, string file, long offset)
    {
        var clone = net.Model.Clone();
        using (var weights = File.Create(_folder[file]))
        {
            // Holes cost no room, and no time but that of hashing them.
            foreach (var tensor in clone.Graph.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float))
            {
                weights.Position = tensor.Name == "filters" ? 64 : Math.Max(offset, weights.Length);
                Lead(tensor, file, weights.Position, tensor.RawData.Length);
                weights.Write(tensor.RawData.Span);
                tensor.RawData = ByteString.Empty;
            }
        }

        File.WriteAllBytes(_folder["external.onnx"], clone.ToByteArray());
        return _folder["external.onnx"];
    }

    private static void Lead(TensorProto tensor, string location, long offset, long length)
    {
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{offset}" });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{length}" });
    }

    private static float[] Image(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 192).Select(_ => random.NextSingle())];
    }

    private static float[] Row(IBackbone backbone, float[] images)
    {
        var rows = new float[images.Length / backbone.Preprocessing.TensorLength * backbone.FeatureCount];
        backbone.Extract(images, rows);
        return rows;
    }
}
