using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>Real weights that were trained on photos, imported, against what another framework gives for the same tensors.</summary>
[Trait(SharedData.Trait, "true")]
public sealed class SharedWeightsTests : IDisposable
{
    private const double Tolerance = 1e-4;
    private const string Features = "global_average_pooling2d";
    private const string MobileNet = "mobilenet_v1_0.25_224";
    private const string SqueezeNet = "squeezenet1_1";

    // The same weights as another version of Keras would keep them.
    private const string RewriteScript = """
        import sys
        import h5py, numpy as np
        source, target, style = sys.argv[1:]
        with h5py.File(source, "r") as f, h5py.File(target, "w") as g:
            weights = f["model_weights"]
            def tensors(layer):
                return [weights[layer][name][()] for name in weights[layer].attrs["weight_names"]]
            if style == "weights":
                for key, value in weights.attrs.items():
                    g.attrs[key] = value
                for key in weights:
                    weights.copy(key, g)
            elif style == "split names":
                for key in weights:
                    weights.copy(key, g)
                names = weights.attrs["layer_names"]
                g.attrs["layer_names0"], g.attrs["layer_names1"] = names[:40], names[40:]
            elif style == "no classifier":
                names = [name for name in weights.attrs["layer_names"] if name != "conv_preds"]
                g.attrs["layer_names"] = names
                for key in names:
                    weights.copy(key, g)
            elif style == "double":
                g.attrs["layer_names"] = weights.attrs["layer_names"]
                for layer in weights.attrs["layer_names"]:
                    group = g.create_group(layer)
                    group.attrs["weight_names"] = [str(i) for i in range(len(tensors(layer)))]
                    for i, values in enumerate(tensors(layer)):
                        group.create_dataset(str(i), data=values.astype(">f8"), chunks=True, compression="gzip")
            else:
                counts = {}
                for layer in weights.attrs["layer_names"]:
                    kind = "dropout" if layer == "dropout" else "batch_normalization" if layer.endswith("_bn") else "depthwise_conv2d" if "_dw_" in layer and tensors(layer) else "conv2d" if tensors(layer) else "re_lu"
                    counts[kind] = counts.get(kind, -1) + 1
                    group = g.create_group(f"{style}/{kind}_{counts[kind]}/vars" if counts[kind] else f"{style}/{kind}/vars")
                    for i, values in enumerate(tensors(layer)):
                        group[str(i)] = values
                g[f"{style}/dropout/seed_generator/vars/0"] = np.array([1, 2], "u4")
                g["optimizer/vars/0"] = np.int64(5)
        """;

    private const string ClassifierScript = """
        import shutil, sys
        import h5py, numpy as np, onnx
        from onnx import numpy_helper
        weights, network, target = sys.argv[1:]
        tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(network).graph.initializer}
        shutil.copyfile(weights, target)
        with h5py.File(target, "r+") as f:
            names = list(f.attrs["layer_names"]) + [b"conv10", b"relu_conv10", b"global_average_pooling2d_1", b"loss"]
            f.attrs["layer_names"] = np.array(names)
            for name in names[-4:]:
                f.create_group(name.decode()).attrs["weight_names"] = np.array([b"W", b"b"]) if name == b"conv10" else []
            f["conv10/W"] = tensors["m.classifier.1.weight"].transpose(2, 3, 1, 0)
            f["conv10/b"] = tensors["m.classifier.1.bias"]
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bird")]
    [InlineData("cat")]
    [InlineData("parrot")]
    public void MobileNet_out_of_a_whole_Keras_model(string photo)
    {
        var report = BackboneImport.Run("mobilenet_v1", SharedData.Path($"models/{MobileNet}.h5"), _folder["net.onnx"]);

        Assert.Equal(new ImportReport("mobilenet_v1", "Keras", 137, 475_544, true, Features, 256), report);
        Check(MobileNet, photo, 224, "predictions");
    }

    [Theory]
    [InlineData("bird")]
    [InlineData("cat")]
    [InlineData("parrot")]
    public void SqueezeNet_whose_layers_branch_with_and_without_its_classifier(string photo)
    {
        var weights = SharedData.Path("models/squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5");
        Oracle.PythonText("onnx", ClassifierScript, weights, SharedData.Path($"models/{SqueezeNet}.onnx"), _folder["top.h5"]);

        var without = BackboneImport.Run(SqueezeNet, weights, _folder["net.onnx"]);
        Check(SqueezeNet, photo, 227, null);
        var with = BackboneImport.Run(SqueezeNet, _folder["top.h5"], _folder["net.onnx"]);
        Check(SqueezeNet, photo, 227, "loss");

        Assert.Equal(new ImportReport(SqueezeNet, "Keras", 50, 722_496, false, Features, 512), without);
        Assert.Equal(new ImportReport(SqueezeNet, "Keras", 52, 1_235_496, true, Features, 512), with);
    }

    [Theory]
    [InlineData("weights")]
    [InlineData("split names")]
    [InlineData("double")]
    [InlineData("layers")]
    [InlineData("_layer_checkpoint_dependencies")]
    public void Whatever_version_of_Keras_keeps_the_weights_the_network_is_the_same_to_the_byte(string style)
    {
        BackboneImport.Run("mobilenet_v1", SharedData.Path($"models/{MobileNet}.h5"), _folder["expected.onnx"]);

        BackboneImport.Run("mobilenet_v1", Rewritten(style), _folder["actual.onnx"]);

        Assert.True(File.ReadAllBytes(_folder["expected.onnx"]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder["actual.onnx"])));
    }

    [Fact]
    public void Weights_without_the_classifier_give_the_features()
    {
        var report = BackboneImport.Run("mobilenet_v1", Rewritten("no classifier"), _folder["net.onnx"]);

        Assert.False(report.HasClassifier);
        Check(MobileNet, "cat", 224, null);
    }

    private string Rewritten(string style)
    {
        Oracle.PythonText("h5py", RewriteScript, SharedData.Path($"models/{MobileNet}.h5"), _folder["rewritten.h5"], style);
        return _folder["rewritten.h5"];
    }

    private void Check(string network, string photo, int side, string? classifier)
    {
        var reference = $"models/reference/{network}__{photo}";
        if (classifier is not null)
            Network.Expose(_folder["net.onnx"], Features);
        var values = Network.Run(
            _folder["net.onnx"], classifier is null ? [Features] : [Features, classifier], Network.Floats(SharedData.Path($"{reference}.in.f32")), [1, 3, side, side]);
        Network.AssertClose(Network.Floats(SharedData.Path($"{reference}.feat.f32")), values[0], Tolerance, "features");
        if (classifier is not null)
            Network.AssertClose(Network.Floats(SharedData.Path($"{reference}.prob.f32")), values[1], Tolerance, "probabilities");
    }
}
