using System.Security.Cryptography;
using Graft.Tests.Support;
using Graft.Tests.Support.Hostile;

namespace Graft.Tests.Interop;

/// <summary>
/// Damaged files of weights: each is refused with its name or imported, never with a crash, a hang, or memory beyond
/// bounds. Alone, because memory is measured for the whole process.
/// </summary>
[Collection(nameof(Alone))]
public sealed class DamagedWeightsTests : IDisposable
{
    private const int FewestMutants = 1500;
    private const int TimesFileSize = 2;

    private static readonly Architecture Tiny = new()
    {
        Name = "tiny",
        Body =
        [
            new ConvolutionLayer("conv1", 4, 3) { Stride = 2, Torchvision = "features.0", Timm = "features.0" },
            new BatchNormalizationLayer("bn", 1e-3f) { Torchvision = "features.1", Timm = "features.1" },
            new MaxPoolLayer("pool", 2, 2),
        ],
        Top =
        [
            new FlattenLayer("flatten"),
            new DenseLayer("fc1", 8) { Activation = Activation.Relu6, Torchvision = "classifier.0", Timm = "head.0" },
            new DenseLayer("predictions") { Activation = Activation.Softmax, Torchvision = "classifier.1", Timm = "head.1" },
        ],
        DefaultLayer = "pool",
        KerasPreprocessing = PreprocessingPreset.Of("caffe", 16, 16),
        TorchPreprocessing = PreprocessingPreset.Of("imagenet", 16, 16),
    };

    private readonly TempFolder _seeds = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _seeds.Dispose();
    }

    [Fact]
    public void Damaged_weights_are_refused_or_imported_within_bounds_of_time_and_memory()
    {
        Oracle.PythonFile("h5py", "Interop/tiny_weights.py", _seeds.Path);
        var ordeal = new Ordeal(Digest, typeof(BackboneException), TimesFileSize);

        ordeal.Run(_seeds.Names().Order(StringComparer.Ordinal).SelectMany((name, index) => Damaged(ordeal, name, index)));

        ordeal.AssertNoFailures();
        Assert.True(ordeal.Count >= FewestMutants, $"only {ordeal.Count} files");
    }

    [Fact]
    public void Weights_that_ask_for_too_much_are_refused_within_bounds()
    {
        Oracle.PythonFile("h5py", "Interop/weight_bombs.py", _seeds.Path);
        var ordeal = new Ordeal(path => $"{BackboneImport.Run("mobilenet_v1", path, _folder["net.onnx"])}", typeof(BackboneException), TimesFileSize);

        ordeal.Run(_seeds.Names().Select(name => new Ordeal.Trial(name, _seeds[name], new FileInfo(_seeds[name]).Length, null, false)));

        ordeal.AssertNoFailures();
        Assert.Equal($"{_seeds.Names().Length} refused", ordeal.Summary);
    }

    private IEnumerable<Ordeal.Trial> Damaged(Ordeal ordeal, string name, int number)
    {
        var path = _folder["mutant.h5"];
        var original = File.ReadAllBytes(_seeds[name]);
        File.WriteAllBytes(path, original);
        var digest = ordeal.Digest(path);
        var mutants = name.EndsWith(".safetensors", StringComparison.Ordinal)
            ? new HeaderMutations(original, number).All().Concat(new Mutations(original, number).All())
            : new Mutations(original, number).All().Concat(new Mutations(original, number + 100).All());
        foreach (var mutant in mutants)
        {
            File.WriteAllBytes(path, mutant.Content);
            yield return new Ordeal.Trial($"{name}, {mutant.What}", path, mutant.Content.Length, digest, mutant.MustBeNoticed);
        }
    }

    private string Digest(string path)
    {
        BackboneImport.Run(Tiny, path, _folder["net.onnx"]);
        return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(_folder["net.onnx"])));
    }
}
