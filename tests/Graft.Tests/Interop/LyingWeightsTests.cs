using Graft.Tests.Support;

namespace Graft.Tests.Interop;

/// <summary>One case for each way in which a file of weights can be wrong: refused in one line that names the tensor, with nothing written.</summary>
public sealed class LyingWeightsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_files_that_the_lies_are_made_from_are_sound()
    {
        Assert.Equal("Keras", BackboneImport.Run("vgg16", Keras("pass"), _folder["net.onnx"]).Source);
        Assert.Equal("torchvision", BackboneImport.Run("vgg16", Safetensors("pass"), _folder["net.onnx"]).Source);
        Assert.Equal("Keras", BackboneImport.Run("vgg16", Keras("f.create_dataset('dropout/seed_generator/vars/0', (2,), 'u4')"), _folder["net.onnx"]).Source);
        Assert.Equal("torchvision", BackboneImport.Run(
            "vgg16", Safetensors("h['features.0.num_batches_tracked'] = {'dtype': 'I64', 'shape': [], 'data_offsets': [size, size + 8]}; size += 8"), _folder["net.onnx"]).Source);
    }

    [Theory]
    [InlineData("names('/', 'layer_names', [n for n in f.attrs['layer_names'] if n != b'block3_conv1']); del f['block3_conv1']", "no tensor 'block3_conv1/kernel' of shape [3, 3, 128, 256]", "no tensor 'block3_conv1/bias' of shape [256]")]
    [InlineData("names('block3_conv1', 'weight_names', [b'block3_conv1_W_1:0']); del f['block3_conv1/block3_conv1_b_1:0']", "no tensor 'block3_conv1/bias' of shape [256]")]
    [InlineData("del f['block3_conv1']", "'layer_names' names the layer 'block3_conv1', which is not in the file")]
    [InlineData("del f['block3_conv1/block3_conv1_b_1:0']", "'block3_conv1'", "'block3_conv1_b_1:0', which is not in the file")]
    [InlineData("names('block3_conv1', 'weight_names', [b'elsewhere', b'block3_conv1_b_1:0'])", "'block3_conv1'", "'elsewhere', which is not in the file")]
    [InlineData("names('block3_conv1', 'weight_names', [b'/', b'block3_conv1_b_1:0'])", "'block3_conv1'", "'/', which is not in the file")]
    [InlineData("del f['block3_conv1'].attrs['weight_names']", "'block3_conv1' has no attribute 'weight_names'")]
    [InlineData("f['block3_conv1'].attrs['weight_names'] = [1, 2]", "'weight_names' holds int64; expected strings")]
    [InlineData("f.attrs['layer_names'] = [1, 2]", "'layer_names' holds int64; expected strings")]
    [InlineData("names('/', 'layer_names', [b'block1_conv1', b'block1_conv1'])", "'block1_conv1' twice")]
    [InlineData("del f.attrs['layer_names']", "not of Keras' weights", "'layer_names'")]
    [InlineData("put('block2_conv1/block2_conv1_W_1:0', (128, 64, 3, 3))", "'block2_conv1/block2_conv1_W_1:0' is transposed: it has shape [128, 64, 3, 3], expected [3, 3, 64, 128]")]
    [InlineData("put('block2_conv1/block2_conv1_W_1:0', (3, 3, 128, 64))", "'block2_conv1/block2_conv1_W_1:0' is transposed: it has shape [3, 3, 128, 64], expected [3, 3, 64, 128]")]
    [InlineData("put('block2_conv1/block2_conv1_W_1:0', (3, 3, 64, 127))", "'block2_conv1/block2_conv1_W_1:0' has shape [3, 3, 64, 127], expected [3, 3, 64, 128]")]
    [InlineData("put('block2_conv1/block2_conv1_W_1:0', (3, 3, 64))", "has shape [3, 3, 64], expected [3, 3, 64, 128]")]
    [InlineData("put('block2_conv1/block2_conv1_W_1:0', ())", "has shape [], expected [3, 3, 64, 128]")]
    [InlineData("put('block2_conv1/block2_conv1_W_1:0', (1 << 40, 1 << 20))", "has shape [1099511627776, 1048576], expected [3, 3, 64, 128]")]
    [InlineData("put('block2_conv1/block2_conv1_b_1:0', (1, 128))", "'block2_conv1/block2_conv1_b_1:0' has shape [1, 128], expected [128]")]
    [InlineData("names('block2_conv1', 'weight_names', [b'block2_conv1_b_1:0', b'block2_conv1_W_1:0'])", "'block2_conv1/block2_conv1_b_1:0' has shape [128], expected [3, 3, 64, 128]")]
    [InlineData("put('block2_conv1/block2_conv1_b_1:0', (128,), 'i4')", "'block2_conv1/block2_conv1_b_1:0' holds int32, expected floating-point numbers")]
    [InlineData("put('block2_conv1/block2_conv1_b_1:0', (128,), 'S4')", "'block2_conv1/block2_conv1_b_1:0' holds string (4 bytes, ASCII), expected floating-point numbers")]
    [InlineData("f['block5_conv3/block5_conv3_W_1:0'][2, 2, 511, 511] = np.nan", "a value of the tensor 'block5_conv3/block5_conv3_W_1:0' is NaN or infinite")]
    [InlineData("f['block1_conv1/block1_conv1_b_1:0'][63] = -np.inf", "a value of the tensor 'block1_conv1/block1_conv1_b_1:0' is NaN or infinite")]
    [InlineData("put('block1_conv1/block1_conv1_b_1:0', (64,), 'f8')[3] = 1e300", "a value of the tensor 'block1_conv1/block1_conv1_b_1:0' is NaN or infinite")]
    [InlineData("f.create_dataset('block1_conv1/more', (2, 3), 'f4')", "a tensor 'block1_conv1/more' [2, 3], which vgg16 has not")]
    [InlineData("f.create_dataset('block6_conv1/W', (2, 3), 'f4'); names('block6_conv1', 'weight_names', [b'W']); names('/', 'layer_names', list(f.attrs['layer_names']) + [b'block6_conv1'])", "a tensor 'block6_conv1/W' [2, 3], which vgg16 has not")]
    [InlineData("f['block1_pool'].create_dataset('W', (2,), 'f4'); names('block1_pool', 'weight_names', [b'W'])", "a tensor 'block1_pool/W' [2], which vgg16 has not")]
    [InlineData("f.attrs['backend'] = 'theano'", "Theano")]
    [InlineData("f.attrs['model_config'] = '{\"data_format\": \"channels_first\"}'", "channels_first")]
    public void A_lie_in_a_Keras_file_is_named(string lie, params string[] words) => Refused(Keras(lie), words);

    [Theory]
    [InlineData("put('fc1/fc1_W_1:0', (4096, 25088))", "'fc1/fc1_W_1:0' is transposed: it has shape [4096, 25088], expected [25088, 4096]")]
    [InlineData("put('predictions/predictions_W_1:0', (1000, 4096))", "'predictions/predictions_W_1:0' is transposed: it has shape [1000, 4096], expected [4096, any]")]
    [InlineData("put('predictions/predictions_b_1:0', (999,))", "'predictions/predictions_b_1:0' has shape [999], expected [1000]")]
    [InlineData("put('predictions/predictions_W_1:0', (4096, 0)); put('predictions/predictions_b_1:0', (0,))", "'predictions/predictions_W_1:0' has shape [4096, 0], expected [4096, any]")]
    [InlineData("names('fc2', 'weight_names', []); del f['fc2/fc2_W_1:0']; del f['fc2/fc2_b_1:0']", "no tensor 'fc2/kernel' of shape [4096, 4096]")]
    [InlineData("pass", "claims 553,430,176 bytes of weights, more than a file of")]
    public void A_lie_in_the_classifier_is_named(string lie, params string[] words) => Refused(Keras(lie, hasTop: true), words);

    [Theory]
    [InlineData("t = h.pop('features.28.bias'); size = t['data_offsets'][0]", "no tensor 'features.28.bias' of shape [512]")]
    [InlineData("h['features.30.weight'] = {'dtype': 'F32', 'shape': [1], 'data_offsets': [size, size + 4]}; size += 4", "a tensor 'features.30.weight' [1], which vgg16 has not")]
    [InlineData("h['features.5.weight']['shape'] = [3, 3, 64, 128]", "'features.5.weight' is transposed: it has shape [3, 3, 64, 128], expected [128, 64, 3, 3]")]
    [InlineData("h['features.5.weight']['shape'] = [128, 576]", "'features.5.weight' has shape [128, 576], expected [128, 64, 3, 3]")]
    [InlineData("h['features.5.weight']['dtype'] = 'I32'", "'features.5.weight' holds I32, expected floating-point numbers")]
    [InlineData("h['features.5.weight']['dtype'] = 'F31'", "'features.5.weight' has the type 'F31', which is not known")]
    [InlineData("h['features.5.weight']['dtype'] = 'F64'", "'features.5.weight' of shape [128, 64, 3, 3] and type F64 has 294,912 bytes; expected 589,824")]
    [InlineData("h['features.5.weight']['dtype'] = 4", "'features.5.weight' has no 'dtype'")]
    [InlineData("del h['features.5.weight']['shape']", "'features.5.weight' has no 'shape'")]
    [InlineData("del h['features.5.weight']['data_offsets']", "'features.5.weight' has no 'data_offsets'")]
    [InlineData("h['features.5.weight']['shape'] = [128, 64, 3, -3]", "'features.5.weight' has -3 in 'shape'")]
    [InlineData("h['features.5.weight']['shape'] = [128, 64, 3, 3.5]", "'features.5.weight' has 3.5 in 'shape'")]
    [InlineData("h['features.5.weight']['shape'] = [1 << 62, 1 << 62, 1 << 62]", "'features.5.weight' of shape", "294,912 bytes")]
    [InlineData("h['features.5.weight']['shape'] = [1 << 80]", "'features.5.weight' has 1208925819614629174706176 in 'shape'")]
    [InlineData("h['features.5.weight']['data_offsets'] = [0]", "'features.5.weight' has 'data_offsets' [0]")]
    [InlineData("h['features.5.weight']['data_offsets'].reverse()", "'features.5.weight' has 'data_offsets' [")]
    [InlineData("h['features.5.weight']['data_offsets'] = [-4, 294908]", "'features.5.weight' has -4 in 'data_offsets'")]
    [InlineData("h['features.5.weight']['data_offsets'] = [0, 294912]", "overlap", "'features.5.weight'")]
    [InlineData("h['features.28.bias']['data_offsets'] = [size, size + 2048]", "'features.28.bias' ends at")]
    [InlineData("h['features.28.bias']['data_offsets'] = [(1 << 63) - 2049, (1 << 63) - 1]", "'features.28.bias' ends at 9,223,372,036,854,775,807")]
    [InlineData("h.pop('features.5.weight')", "294,912 bytes before the tensor 'features.5.bias' belong to none")]
    [InlineData("size += 5", "5 bytes at its end belong to no tensor")]
    [InlineData("size -= 5", "'features.28.bias' ends at", "cut off")]
    [InlineData("text = lambda t: t[:-1] + ', ' + t[1:]", "JSON", "Duplicate property 'features.0.w")]
    [InlineData("text = lambda t: t[:-1]", "JSON")]
    [InlineData("text = lambda t: t + 'x'", "JSON")]
    [InlineData("text = lambda t: '[1]'", "neither HDF5 (Keras) nor safetensors")]
    [InlineData("text = lambda t: '{\"a\": 1}'", "no object for 'a'")]
    [InlineData("text = lambda t: '{\"a\": ' + '[' * 100000", "JSON")]
    [InlineData("text = lambda t: '{}'; size = 0", "no tensor 'features.0.weight' of shape [64, 3, 3, 3]")]
    [InlineData("length = 1 << 63", "9,223,372,036,854,775,808 bytes")]
    [InlineData("length = 1 << 40", "1,099,511,627,776 bytes")]
    [InlineData("length = 8000000; size = 100", "8,000,000 bytes, more than the file")]
    [InlineData("length = 20", "JSON")]
    [InlineData("length = 0", "JSON")]
    [InlineData("values = {0: float('nan')}", "a value of the tensor 'features.0.weight' is NaN or infinite")]
    [InlineData("values = {size - 4: float('inf')}", "a value of the tensor 'features.28.bias' is NaN or infinite")]
    [InlineData("h['two\\nlines' + 'x' * 1000] = {'dtype': 'F32', 'shape': [0], 'data_offsets': [0, 0]}", "'two?linesxxx", "...'")]
    public void A_lie_in_a_safetensors_file_is_named(string lie, params string[] words) => Refused(Safetensors(lie), words);

    [Theory]
    [InlineData("0.1", 102)]
    [InlineData("0.25", 256)]
    [InlineData("0.35", 358)]
    [InlineData("0.5", 512)]
    [InlineData("0.75", 768)]
    [InlineData("1.0", 1024)]
    [InlineData("1.3", 1331)]
    public void MobileNet_of_any_width_is_told_by_its_shapes(string alpha, int features)
    {
        Oracle.PythonFile("h5py", "Interop/mobilenet_shapes.py", _folder["keras.h5"], alpha);

        Assert.Equal(features, BackboneImport.Run("mobilenet_v1", _folder["keras.h5"], _folder["net.onnx"]).FeatureCount);
    }

    [Fact]
    public void What_is_no_file_of_weights_is_refused()
    {
        Refused(_folder["none.h5"], "There is no file");
        Refused(_folder.Path, "access is denied, or it is a folder");
        Refused(_folder.Write("empty", ""), "is empty");
        Refused(_folder.Write("short", "abc"), "3 bytes");
        Refused(_folder.Write("text.h5", "These are not weights at all."), "neither HDF5 (Keras) nor safetensors");
        Refused(_folder.Write("net.pth", "PK\u0003\u0004 and so on, and so on"), "zip archive", "safetensors");
        Refused(TestFeatures.Write(_folder["features.h5"], TestFeatures.Set(4, 3, ["a", "b"])), "not of Keras' weights");
    }

    [Fact]
    public void A_Keras_file_that_was_cut_off_is_refused()
    {
        var whole = File.ReadAllBytes(Keras("pass"));
        for (var length = 8; length < whole.Length; length += whole.Length / 20)
            Refused(_folder.Write("cut.h5", whole.AsSpan(0, length)), "");
    }

    [Fact]
    public void Safetensors_of_a_network_that_is_published_in_HDF5_only_are_refused() =>
        RefusedAs("mobilenet_v1", Safetensors("pass"), "weights of mobilenet_v1 are read from Keras' HDF5 files only");

    [Fact]
    public void The_output_is_checked_first_and_never_taken_for_the_weights()
    {
        var weights = Keras("pass");

        Assert.Contains("the weights are read from that file", Assert.Throws<OutputException>(() => BackboneImport.Run("vgg16", weights, weights)).Message);
        Assert.Contains("there is no folder", Assert.Throws<OutputException>(() => BackboneImport.Run("vgg16", "none.h5", _folder["x"] + "/y/net.onnx")).Message);
        var notes = _folder.Write("notes.txt", "mine");
        Assert.Contains("a file of another kind", Assert.Throws<OutputException>(() => BackboneImport.Run("vgg16", weights, notes)).Message);
        Assert.Throws<ArgumentException>(() => BackboneImport.Run("vgg17", weights, _folder["net.onnx"]));
        Assert.Equal(["keras.h5", "notes.txt"], _folder.Names());
    }

    private void Refused(string path, params string[] words) => RefusedAs("vgg16", path, words);

    private void RefusedAs(string architecture, string path, params string[] words)
    {
        var before = _folder.Names();

        var error = Assert.Throws<BackboneException>(() => BackboneImport.Run(architecture, path, _folder["net.onnx"]));

        Assert.Equal(path, error.Path);
        Assert.Contains($"'{path}'", error.Message);
        Assert.EndsWith(".", error.Message);
        Assert.DoesNotContain("\n", error.Message);
        foreach (var word in words)
            Assert.Contains(word, error.Message);
        Assert.Equal(before, _folder.Names());
    }

    private string Keras(string lie, bool hasTop = false)
    {
        Oracle.PythonFile("h5py", "Interop/lying_keras.py", _folder["keras.h5"], $"{hasTop}", lie);
        return _folder["keras.h5"];
    }

    private string Safetensors(string lie)
    {
        Oracle.PythonFile("numpy", "Interop/lying_safetensors.py", _folder["vgg16.safetensors"], lie);
        return _folder["vgg16.safetensors"];
    }
}
