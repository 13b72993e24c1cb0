using Graft.Tests.Support;
using Onnx;
using TorchSharp;

namespace Graft.Tests.Interop;

/// <summary>Networks in reach, converted to PyTorch, against ONNX Runtime.</summary>
public sealed class TorchNetworkTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, 1, 66)]
    [InlineData("layer3", 3, 45)]
    public void ResNet18(string? layer, int batch, int weightCount)
    {
        Torch.Require();
        Check(BackboneModel.Open("resnet18"), new FeatureOptions { Layers = layer is null ? [] : [layer] }, batch, weightCount);
    }

    [Theory]
    [InlineData("squeezenet1_1", 227, null, 3, 50)]
    [InlineData("squeezenet1_1", 227, "prob", 1, 52)]
    [InlineData("squeezenet1_1", 227, "/features/features.4/Concat", 1, 14)]
    [InlineData("mobilenet_v1_0.25_224", 224, null, 3, 54)]
    [InlineData("mobilenet_v1_0.25_224", 224, "prob", 1, 56)]
    [InlineData("mobilenet_v1_0.25_224", 224, "/L.4/Conv", 1, 10)]
    [Trait(SharedData.Trait, "true")]
    public void Networks_of_other_frameworks(string network, int size, string? layer, int batch, int weightCount)
    {
        Torch.Require();
        var model = BackboneModel.Open(SharedData.Path($"models/{network}.onnx"));
        Check(model, new FeatureOptions { Layers = layer is null ? [] : [layer], Preprocessing = new Preprocessing { Width = size, Height = size } }, batch, weightCount);
    }

    [Fact]
    [Trait(SharedData.Trait, "true")]
    public void Imported_SqueezeNet()
    {
        Torch.Require();
        BackboneImport.Run("squeezenet1_1", SharedData.Path("models/squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5"), _folder["net.onnx"]);

        Check(BackboneModel.Open(_folder["net.onnx"]), new FeatureOptions(), batch: 2, weightCount: 50);
    }

    [Fact]
    public void Imported_VGG16()
    {
        Torch.Require();
        Oracle.PythonFile("numpy", "Interop/random_vgg.py", _folder["vgg16.safetensors"]);
        BackboneImport.Run("vgg16", _folder["vgg16.safetensors"], _folder["net.onnx"]);

        Check(BackboneModel.Open(_folder["net.onnx"]), new FeatureOptions(), batch: 1, weightCount: 26);
    }

    [Fact]
    public void A_small_network_of_its_kind_with_its_classifier_of_an_old_operator_set()
    {
        Torch.Require();
        var network = new TestNetwork([0, 3, 16, 16], opset: 7);
        var tensor = "x";
        foreach (var (name, channels, before) in new[] { ("a", 8, 3), ("b", 12, 8) })
        {
            network.Weights($"{name}_w", channels, before, 3, 3).Weights($"{name}_b", channels)
                .Node("Conv", $"{name}_conv", [tensor, $"{name}_w", $"{name}_b"], ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", $"{name}_relu", [$"{name}_conv"])
                .Node("MaxPool", tensor = $"{name}_pool", [$"{name}_relu"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
        }

        network.Shape("shape", -1, 192).Node("Reshape", "flat", [tensor, "shape"]).Weights("fc1_w", 192, 20).Weights("fc1_b", 20).Node("Gemm", "fc1", ["flat", "fc1_w", "fc1_b"])
            .Node("Relu", "relu", ["fc1"]).Node("Dropout", "dropout", ["relu"], ("ratio", 0.5f)).And("mask")
            .Weights("fc2_w", 20, 6).Weights("fc2_b", 6).Node("Gemm", "fc2", ["dropout", "fc2_w", "fc2_b"]).Node("Softmax", "prob", ["fc2"]).Output("prob");
        var model = BackboneModel.Open(network.Save(_folder["net.onnx"]));
        foreach (var layer in new[] { "a_relu", "fc1", "prob" })
            Check(model, new FeatureOptions { Layers = [layer], Preprocessing = new Preprocessing { Width = 16, Height = 16 } }, batch: 3, layer == "a_relu" ? 2 : layer == "fc1" ? 6 : 8);
    }

    /// <summary>Whatever is made of layers in the graph: pools, normalisations, views, orders, several layers in a row.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(13)]
    public void All_that_shapes_features(int opset)
    {
        Torch.Require();
        var network = new TestNetwork([0, 3, 10, 10], opset).Weights("w", 5, 3, 3, 3).Node("Conv", "map", ["x", "w"], ("strides", new long[] { 2, 2 }))
            .Node("Transpose", "turned", ["map"], ("perm", new long[] { 0, 2, 3, 1 })).Output("turned");
        var model = BackboneModel.Open(network.Save(_folder["net.onnx"]));
        var recipe = new Preprocessing { Width = 10, Height = 10, ResizeMode = ResizeMode.Crop };
        foreach (var pool in Enum.GetValues<FeaturePool>())
        {
            foreach (var normalize in Enum.GetValues<FeatureNormalization>())
            {
                foreach (var shaping in new[] { new FeatureShaping { Flatten = TensorLayout.Hwc }, new FeatureShaping { Crops = 5, Flip = true } })
                {
                    var features = new FeatureOptions { Layers = ["map", "turned"], Concat = true, Preprocessing = recipe, Shaping = shaping with { Pool = pool, Normalize = normalize } };
                    Check(model, features, batch: 2, weightCount: 1);
                }
            }
        }
    }

    [Fact]
    public void The_part_behind_a_layer_takes_what_the_layer_gives()
    {
        Torch.Require();
        var cut = BackboneModel.Open("resnet18").Prepare(new FeatureOptions());
        var index = new GraphIndex(cut.Model.Graph, "net");
        var layer = Graft.ResNet18.TensorOf("layer3")!;
        var part = cut.Model.Clone();
        part.Graph.Node.Clear();
        part.Graph.Node.AddRange(cut.Model.Graph.Node.Skip(index.Producer(layer) + 1));
        part.Graph.Input.Clear();
        // Once with the layer's shape, once without.
        part.Graph.Input.Add(OnnxNodes.Tensor(layer, TensorProto.Types.DataType.Float, 256, 14, 14));
        var open = part.Clone();
        open.Graph.Input[0].Type.TensorType.Shape = null;
        var values = TorchRun.Values([1, 256, 14, 14], least: 0);

        var expected = TorchRun.Onnx(part, values, [1, 256, 14, 14]);

        Network.AssertClose(expected, TorchRun.Torch(part, values, [1, 256, 14, 14]), Tolerance, "part");
        using var network = TorchNetwork.Of(open, "net");
        Network.AssertClose(expected, TorchRun.Forward(network, values, [1, 256, 14, 14]), Tolerance, "open part");
        Assert.Equal([layer], network.InputNames);
        Assert.Equal((21, 14), (network.Weights.Length, network.Statistics.Length));
        Assert.Equal(
            "The node 'Convolution359' (Conv) of the network 'net' has filters of shape [512, 256, 1, 1] in 1 groups, and takes 255 channels.",
            Assert.Throws<BackboneException>(() => TorchRun.Forward(network, new float[255 * 196], [1, 255, 14, 14])).Message);
    }

    [Fact]
    public void Several_inputs_are_taken_in_order()
    {
        Torch.Require();
        var network = new TestNetwork([0, 4]);
        network.Model.Graph.Input.Add(OnnxNodes.Tensor("z", TensorProto.Types.DataType.Float, 4));
        network.Node("Sub", "y", ["z", "x"]).Output("y");
        using var converted = TorchNetwork.Of(network.Model, "net");
        using var scope = torch.NewDisposeScope();

        var difference = converted.Forward([torch.ones(2, 4), torch.full([2, 4], 3f)]);

        Assert.Equal(["x", "z"], converted.InputNames);
        Assert.Equal([2f, 2, 2, 2, 2, 2, 2, 2], difference.data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => converted.Forward([torch.ones(2, 4)]));
    }

    /// <summary>What was trained goes back into the graph: values with noise give the same there, and the network that it came from stays.</summary>
    [Fact]
    public void Changed_weights_go_back_into_the_graph()
    {
        Torch.Require();
        var cut = BackboneModel.Open("resnet18").Prepare(new FeatureOptions { Layers = ["layer1"] });
        var held = cut.Model.Graph.Initializer.ToDictionary(tensor => tensor.Name, tensor => (Tensor: tensor, Copy: tensor.Clone()));
        using var network = TorchNetwork.Of(cut.Model, "net");
        using (torch.no_grad())
        using (torch.NewDisposeScope())
        {
            torch.manual_seed(1);
            foreach (var value in network.Weights.Select(weight => (torch.Tensor)weight.Value).Concat(network.Statistics.Select(statistic => statistic.Value)))
                value.mul_(torch.rand_like(value) + 0.5f);
        }

        var tuned = new ModelProto { IrVersion = cut.Model.IrVersion, Graph = new GraphProto { Node = { cut.Model.Graph.Node }, Initializer = { cut.Model.Graph.Initializer }, Input = { cut.Model.Graph.Input }, Output = { cut.Model.Graph.Output } } };
        tuned.OpsetImport.AddRange(cut.Model.OpsetImport);
        network.WriteTo(tuned.Graph);

        var images = TorchRun.Values([2, 3, 224, 224], least: 0, most: 255);
        Network.AssertClose(TorchRun.Onnx(tuned, images, [2, 3, 224, 224]), TorchRun.Forward(network, images, [2, 3, 224, 224]), Tolerance, "tuned");
        Assert.All(cut.Model.Graph.Initializer, tensor => Assert.True(ReferenceEquals(held[tensor.Name].Tensor, tensor) && held[tensor.Name].Copy.Equals(tensor)));
        var written = network.Weights.Select(weight => weight.Name).Concat(network.Statistics.Select(statistic => statistic.Name)).ToHashSet();
        Assert.Equal(15 + 10, written.Count);
        Assert.All(tuned.Graph.Initializer, tensor => Assert.Equal(written.Contains(tensor.Name), !ReferenceEquals(held[tensor.Name].Tensor, tensor)));
    }

    [Fact]
    public void Weights_that_a_node_held_become_weights_of_the_graph()
    {
        Torch.Require();
        var values = new TestNetwork([1]).Weights("", 8, 5).Model.Graph.Initializer[0];
        var network = new TestNetwork([0, 8]).Node("Constant", "held", [], ("value", values)).Node("MatMul", "y", ["x", "held"]).Output("y");
        using var converted = TorchNetwork.Of(network.Model, "net");
        using (torch.no_grad())
            converted.Weights[0].Value.fill_(0.5f);

        var tuned = network.Model.Clone();
        converted.WriteTo(tuned.Graph);

        Assert.Equal(["MatMul"], tuned.Graph.Node.Select(node => node.OpType));
        Assert.Equal([4f, 4, 4, 4, 4], TorchRun.Onnx(tuned, [1, 1, 1, 1, 1, 1, 1, 1], [1, 8]));
        Assert.Throws<ArgumentException>(() => converted.WriteTo(new GraphProto()));
    }

    private static void Check(BackboneModel model, FeatureOptions features, int batch, int weightCount)
    {
        var cut = model.Prepare(features);
        long[] shape = [batch * cut.Shaping.ViewCount, 3, cut.Preprocessing.Height, cut.Preprocessing.Width];
        var images = TorchRun.Values(shape, seed: batch, -100, 150);

        using var network = TorchNetwork.Of(cut.Model, "net");
        var actual = TorchRun.Forward(network, images, shape);

        Network.AssertClose(TorchRun.Onnx(cut.Model, images, shape), actual, Tolerance, $"{model.Name}: {string.Join(", ", features.Layers)} {features.Shaping}");
        Assert.Equal(batch * cut.Parts.Sum(part => part.Length), actual.Length);
        Assert.Equal(weightCount, network.Weights.Length);
    }
}
