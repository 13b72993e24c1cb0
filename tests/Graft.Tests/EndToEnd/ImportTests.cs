using System.Text.Json;
using Graft.Tests.Support;

namespace Graft.Tests.EndToEnd;

/// <summary><c>graft import</c> as a user types it.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_line_says_what_was_made()
    {
        Weights("pass");

        var run = Run("import", "vgg16", "keras.h5", "--out", "vgg16.onnx").Succeeded();

        Assert.Equal("vgg16.onnx: vgg16 with the weights of Keras, 14,714,688 parameters, without its classifier; 25,088 features at 'block5_pool'.\n", run.Output);
        Assert.Empty(run.Error);
        Assert.Equal(["keras.h5", "vgg16.onnx"], _folder.Names());
    }

    [Fact]
    public void JSON_is_for_programs()
    {
        Weights("pass");

        var result = JsonDocument.Parse(Run("import", "vgg16", "keras.h5", "--out", "vgg16.onnx", "--format", "json").Succeeded().Output).RootElement;

        Assert.Equal("vgg16.onnx", result.GetProperty("out").GetString());
        Assert.Equal("vgg16", result.GetProperty("architecture").GetString());
        Assert.Equal("Keras", result.GetProperty("source").GetString());
        Assert.Equal(26, result.GetProperty("tensorCount").GetInt32());
        Assert.Equal(14_714_688, result.GetProperty("parameterCount").GetInt64());
        Assert.False(result.GetProperty("hasClassifier").GetBoolean());
        Assert.Equal("block5_pool", result.GetProperty("defaultLayer").GetString());
        Assert.Equal(25_088, result.GetProperty("featureCount").GetInt32());
    }

    [Fact]
    public void A_transposed_tensor_is_named_and_nothing_is_written()
    {
        Weights("put('block2_conv1/block2_conv1_W_1:0', (128, 64, 3, 3))");

        Run("import", "vgg16", "keras.h5", "--out", "vgg16.onnx").Failed(
            1, "'keras.h5' does not hold the weights of vgg16: the tensor 'block2_conv1/block2_conv1_W_1:0' is transposed: it has shape [128, 64, 3, 3], expected [3, 3, 64, 128].");

        Assert.Equal(["keras.h5"], _folder.Names());
    }

    [Fact]
    public void Wrong_usage()
    {
        Run("import", "vgg17", "keras.h5", "--out", "x.onnx").Failed(2, "There is no architecture 'vgg17'; known are vgg16, vgg19, mobilenet_v1, squeezenet1_1.");
        Run("import", "vgg16", "keras.h5").Failed(2, "Option '--out' is required.");
    }

    private void Weights(string lie) => Oracle.PythonFile("h5py", "Interop/lying_keras.py", _folder["keras.h5"], "False", lie);

    private GraftRun Run(params string[] arguments) => GraftProcess.RunIn(_folder.Path, arguments);
}
