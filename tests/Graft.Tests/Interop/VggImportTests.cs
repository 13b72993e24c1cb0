using System.Runtime.InteropServices;
using Graft.Tests.Support;
using Onnx;

namespace Graft.Tests.Interop;

/// <summary>Imported VGG networks of random weights against PyTorch, layer by layer, for every layout of the weights.</summary>
public sealed class VggImportTests : IDisposable
{
    private const double Tolerance = 2e-5;
    private const int FeatureCount = 25_088;
    private const int Side = 224;

    private static readonly string[] Pools = ["block1_pool", "block2_pool", "block3_pool", "block4_pool", "block5_pool"];

    private readonly TempFolder _folder = new(onDisk: true);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Vgg16_with_its_classifier()
    {
        const long Parameters = 138_357_544;
        Make("vgg16", hasTop: true);
        string[] layers = [.. Pools, "fc1", "fc2", "predictions"];
        // As Keras flattens it; the others, which put channels first, are held to PyTorch by what follows it.
        _folder.Write("flatten.f32", MemoryMarshal.AsBytes(ChannelsLast(Network.Floats(_folder["block5_pool.f32"])).AsSpan()));

        Assert.Equal(new ImportReport("vgg16", "Keras", 32, Parameters, true, "block5_pool", FeatureCount), Imported("vgg16", "keras.h5", ["flatten", .. layers]));
        AssertOnlyWhatIsNeededIsHeld();
        Assert.Equal(new ImportReport("vgg16", "torchvision", 32, Parameters, true, "block5_pool", FeatureCount), Imported("vgg16", "torchvision.safetensors", layers));
        Assert.Equal(new ImportReport("vgg16", "timm", 32, Parameters, true, "block5_pool", FeatureCount), Imported("vgg16", "timm.safetensors", layers));
    }

    [Fact]
    public void Every_layer_of_vgg16_is_listed_and_cut_exactly()
    {
        Oracle.PythonFile("numpy", "Interop/random_vgg.py", _folder["vgg16.safetensors"]);
        var path = _folder["net.onnx"];
        BackboneImport.Run("vgg16", _folder["vgg16.safetensors"], path);
        var model = BackboneModel.Open(path);
        var random = new Random(7);
        float[] image = [.. Enumerable.Range(0, 3 * Side * Side).Select(_ => random.NextSingle() - 0.5f)];

        var layers = model.FindLayers();

        // 13 convolutions before and after their activations, and 5 pools.
        Assert.Equal(31, layers.Length);
        Assert.Equal((14_714_688L, 15_346_630_656L, 25_088L), (layers[^1].ParameterCount, layers[^1].MultiplyAddCount, layers[^1].ValueCount));
        var expected = Network.Run(Model("net.onnx"), [.. layers.Select(layer => layer.Name)], image, [1, 3, Side, Side], optimized: false);
        for (var i = 0; i < layers.Length; i++)
        {
            var cut = model.Prepare(new FeatureOptions { Layers = [layers[i].Name] });
            Assert.Equal(expected[i], Network.Run(cut.Model, [ShapingNodes.Output], image, [1, 3, Side, Side], optimized: false)[0]);
        }
    }

    /// <summary>Keras' own order of values in a row is taken unless another is asked for.</summary>
    [Fact]
    public void Vgg19_without_its_classifier_whose_features_are_flattened_as_Keras_does()
    {
        const long Parameters = 20_024_384;
        Make("vgg19", hasTop: false);

        Assert.Equal(new ImportReport("vgg19", "Keras", 32, Parameters, false, "block5_pool", FeatureCount), Imported("vgg19", "keras.h5", Pools));
        using (var backbone = Backbone.Load(_folder["net.onnx"]))
        {
            var row = new float[FeatureCount];
            backbone.Extract(Network.Floats(_folder["input.f32"]), row);
            Assert.Equal(("block5_pool", TensorLayout.Hwc), (backbone.Identity.Layer, backbone.Shaping.Flatten));
            Network.AssertClose(ChannelsLast(Network.Floats(_folder["block5_pool.f32"])), row, Tolerance, "features");
        }

        Assert.Equal(new ImportReport("vgg19", "torchvision", 32, Parameters, false, "block5_pool", FeatureCount), Imported("vgg19", "torchvision.safetensors", Pools));
    }

    [Fact]
    public void The_file_says_what_its_input_expects_and_how_maps_are_flattened()
    {
        // Zeros, since only what is said of them is looked at.
        Oracle.PythonFile("h5py", "Interop/lying_keras.py", _folder["keras.h5"], "False", "pass");
        Oracle.PythonFile("numpy", "Interop/lying_safetensors.py", _folder["torchvision.safetensors"], "pass");

        BackboneImport.Run("vgg16", _folder["keras.h5"], _folder["keras.onnx"]);
        BackboneImport.Run("vgg16", _folder["torchvision.safetensors"], _folder["torchvision.onnx"]);

        var (keras, torchvision) = (Model("keras.onnx"), Model("torchvision.onnx"));
        Assert.Equal((13L, 7L, "input"), (keras.OpsetImport.Single().Version, keras.IrVersion, keras.Graph.Input.Single().Name));
        Assert.Equal("block5_pool", keras.Graph.Output.Single().Name);
        var caffe = PreprocessingPreset.Of("caffe", 224, 224);
        Assert.Equal(ChannelOrder.Bgr, caffe.ChannelOrder);
        Assert.Equal(
            new BackboneMetadata { Name = "vgg16", Source = "Keras", Preprocessing = caffe, Flatten = TensorLayout.Hwc, DefaultLayer = "block5_pool" },
            BackboneMetadata.Read(keras));
        Assert.Equal(
            new BackboneMetadata
            {
                Name = "vgg16",
                Source = "torchvision",
                Preprocessing = PreprocessingPreset.Of("imagenet", 224, 224),
                Flatten = TensorLayout.Chw,
                DefaultLayer = "block5_pool",
            },
            BackboneMetadata.Read(torchvision));
        Oracle.PythonText("onnx", "import sys, onnx; onnx.checker.check_model(sys.argv[1], full_check=True)", _folder["keras.onnx"]);
    }

    /// <summary>Of 553 MB of weights, an early cut holds 150 kB, and one at the last pool none of those behind it.</summary>
    private void AssertOnlyWhatIsNeededIsHeld()
    {
        var model = BackboneModel.Open(_folder["net.onnx"]);
        Assert.Equal(38_720L, Parameters("block1_pool"));
        Assert.Equal(14_714_688L, Parameters("block5_pool"));

        long Parameters(string layer) => model.Prepare(new FeatureOptions { Layers = [layer] }).Model.Graph.Initializer
            .Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float).Sum(tensor => tensor.Dims.Aggregate(1L, (product, side) => product * side));
    }

    private void Make(string architecture, bool hasTop) =>
        Oracle.PythonFile("torch", "Interop/vgg_weights.py", _folder.Path, architecture, $"{hasTop}");

    private ImportReport Imported(string architecture, string weights, string[] layers)
    {
        var path = _folder["net.onnx"];
        var report = BackboneImport.Run(architecture, _folder[weights], path);
        Network.Expose(path, layers[..^1]);
        foreach (var (layer, values) in layers.Zip(Network.Run(path, layers, Network.Floats(_folder["input.f32"]), [1, 3, Side, Side])))
            Network.AssertClose(Network.Floats(_folder[$"{layer}.f32"]), values, Tolerance, $"{weights}: {layer}");
        return report;
    }

    /// <summary>As Keras flattens 512 maps of 7 x 7.</summary>
    private static float[] ChannelsLast(float[] maps) =>
        [.. Enumerable.Range(0, maps.Length).Select(i => maps[(i % 512 * 49) + (i / 512)])];

    private ModelProto Model(string name) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder[name]));
}
