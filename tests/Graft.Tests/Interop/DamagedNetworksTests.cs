using Graft.Tests.Support;
using Graft.Tests.Support.Hostile;
using Onnx;

namespace Graft.Tests.Interop;

/// <summary>
/// Damaged ONNX files: each is refused with its name or can be listed, cut and run, never with a crash, a hang, or memory
/// beyond bounds. Alone, because memory is measured for the whole process.
/// </summary>
[Collection(nameof(Alone))]
public sealed class DamagedNetworksTests : IDisposable
{
    private const int FewestMutants = 3000;
    private const int TimesFileSize = 2;

    private static readonly Preprocessing Small = new() { Width = 8, Height = 8 };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Damaged_networks_are_refused_or_run_within_bounds_of_time_and_memory()
    {
        var ordeal = new Ordeal(Digest, typeof(BackboneException), TimesFileSize);

        ordeal.Run(Seeds().SelectMany((seed, number) => Damaged(ordeal, seed.Name, seed.Network, number)));

        ordeal.AssertNoFailures();
        Assert.True(ordeal.Count >= FewestMutants, $"only {ordeal.Count} files");
    }

    [Fact]
    public void Networks_that_ask_for_too_much_are_refused_within_bounds()
    {
        var ordeal = new Ordeal(Digest, typeof(BackboneException), TimesFileSize);

        ordeal.Run(Bombs().Select(bomb => (bomb.Name, Path: bomb.Network.Save(_folder[$"{bomb.Name}.onnx"])))
            .Select(bomb => new Ordeal.Trial(bomb.Name, bomb.Path, new FileInfo(bomb.Path).Length, null, false)));

        ordeal.AssertNoFailures();
        Assert.Equal($"{Bombs().Count()} refused", ordeal.Summary);
    }

    /// <summary>Two bytes each in the file, hundreds in memory.</summary>
    [Fact]
    public void Empty_nodes_by_the_million_are_refused_before_they_are_parsed()
    {
        const int Nodes = 4_000_000;
        // Field 7, the graph, of as many fields 1, nodes of no bytes.
        byte[] file = [0x3A, .. Varint(2 * Nodes), .. Enumerable.Range(0, 2 * Nodes).Select(i => (byte)(i % 2 == 0 ? 0x0A : 0))];
        var path = _folder.Write("nodes.onnx", file);
        var ordeal = new Ordeal(Digest, typeof(BackboneException), TimesFileSize);

        ordeal.Run([new Ordeal.Trial("empty nodes", path, file.Length, null, false)]);

        ordeal.AssertNoFailures();
        Assert.Equal("1 refused", ordeal.Summary);

        static IEnumerable<byte> Varint(int value)
        {
            for (; value >= 0x80; value >>= 7)
                yield return (byte)(value | 0x80);
            yield return (byte)value;
        }
    }

    private IEnumerable<Ordeal.Trial> Damaged(Ordeal ordeal, string name, TestNetwork network, int number)
    {
        var path = network.Save(_folder["net.onnx"]);
        var original = File.ReadAllBytes(path);
        // That it is sound is known before it is damaged.
        ordeal.Digest(path);
        foreach (var mutant in new ByteMutations(original, number).All())
        {
            File.WriteAllBytes(path, mutant.Content);
            yield return new Ordeal.Trial($"{name}, {mutant.What}", path, mutant.Content.Length, null, false);
        }
    }

    private static string Digest(string path)
    {
        var model = BackboneModel.Open(path);
        var layers = model.FindLayers(Small);
        using var backbone = model.Cut(new FeatureOptions { Preprocessing = Small, Shaping = new FeatureShaping { Pool = FeaturePool.Gem, Normalize = FeatureNormalization.SqrtL2 } });
        var features = new float[2 * backbone.FeatureCount];
        backbone.Extract(new float[2 * Small.TensorLength], features);
        return $"{layers.Length} {features.Length}";
    }

    /// <summary>Small files whose tensors are not.</summary>
    private static IEnumerable<(string Name, TestNetwork Network)> Bombs()
    {
        yield return ("padded", Conv(("pads", new long[] { 20_000, 20_000, 20_000, 20_000 })).Output("conv"));
        yield return ("pad", Conv().Shape("pads", 0, 0, 20_000, 20_000, 0, 0, 20_000, 20_000).Node("Pad", "out", ["conv", "pads"]).Output("out"));
        yield return ("constant", Conv().Shape("sides", 1, 4, 30_000, 30_000).Node("ConstantOfShape", "zeros", ["sides"]).Node("Mul", "product", ["zeros", "zeros"])
            .Node("GlobalMaxPool", "most", ["product"]).Node("Add", "out", ["conv", "most"]).Output("out"));
        yield return ("expanded", Conv().Shape("sides", 1, 4, 30_000, 30_000).Node("Constant", "one", [], ("value", TestNetwork.Numbers("", 1)))
            .Node("GlobalMaxPool", "most", ["conv"]).Node("Expand", "wide", ["most", "sides"]).Node("GlobalMaxPool", "out", ["wide"]).Output("out"));
        yield return ("tiled", Conv().Shape("times", 1, 1, 5_000, 5_000).Node("Tile", "tiled", ["conv", "times"]).Node("GlobalMaxPool", "out", ["tiled"]).Output("out"));

        static TestNetwork Conv(params (string, object)[] attributes) => new TestNetwork([0, 3, 8, 8]).Weights("filters", 4, 3, 3, 3).Node("Conv", "conv", ["x", "filters"], attributes);
    }

    private static IEnumerable<(string Name, TestNetwork Network)> Seeds()
    {
        yield return ("chain", new TestNetwork([0, 3, 8, 8])
            .Weights("filters", 4, 3, 3, 3).Weights("scale", 4).Weights("matrix", 10, 64).Weights("bias", 10)
            .Node("Conv", "conv", ["x", "filters"], ("pads", new long[] { 1, 1, 1, 1 }))
            .Node("BatchNormalization", "norm", ["conv", "scale", "scale", "scale", "scale"])
            .Node("Relu", "relu", ["norm"])
            .Node("MaxPool", "pool", ["relu"], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
            .Node("Flatten", "flat", ["pool"])
            .Node("Gemm", "scores", ["flat", "matrix", "bias"], ("transB", 1))
            .Node("Softmax", "prob", ["scores"], ("axis", 1)).Output("prob", 0, 10));
        yield return ("frozen", new TestNetwork([1, 3, 8, 8], opset: 9)
            .Weights("filters", 4, 3, 3, 3).Shape("shape", 1, -1)
            .Node("Conv", "conv", ["x", "filters"], ("strides", new long[] { 2, 2 }))
            .Node("Squeeze", "squeezed", ["conv"])
            .Node("Reshape", "out", ["squeezed", "shape"]).Output("out", 1, 36));
        yield return ("computed", new TestNetwork([0, 3, 0, 0])
            .Weights("filters", 4, 3, 1, 1).Shape("first", 0).Shape("rest", -1)
            .Node("Conv", "conv", ["x", "filters"])
            .Node("Shape", "sides", ["x"])
            .Node("Gather", "batch", ["sides", "first"], ("axis", 0))
            .Node("Concat", "shape", ["batch", "rest"], ("axis", 0))
            .Node("Reshape", "out", ["conv", "shape"]).Output("out"));
        yield return ("pads", new TestNetwork([0, 3, 8, 8])
            .Weights("filters", 4, 3, 2, 2).Shape("pads", 0, 0, 1, 1, 0, 0, 1, 1)
            .Node("Constant", "sides", [], ("value", TestNetwork.Numbers("", 1, 4, 1, 1)))
            .Node("ConstantOfShape", "zeros", ["sides"])
            .Node("Pad", "padded", ["x", "pads"])
            .Node("Conv", "conv", ["padded", "filters"], ("dilations", new long[] { 2, 2 }))
            .Node("Add", "sum", ["conv", "zeros"])
            .Node("GlobalAveragePool", "out", ["sum"]).Output("out"));
        var branches = new TestNetwork([0, 3, 8, 8]).Weights("filters", 4, 3, 3, 3)
            .Node("Conv", "conv", ["x", "filters"]).Node("Sigmoid", "gate", ["conv"]).Node("Mul", "gated", ["conv", "gate"])
            .Node("Concat", "out", ["gated", "conv"], ("axis", 1)).Output("out");
        branches.Model.MetadataProps.Add(new StringStringEntryProto { Key = "graft_name", Value = "branches" });
        new BackboneMetadata { Name = "branches", Source = "test", Preprocessing = Small, Flatten = TensorLayout.Hwc, DefaultLayer = "out" }.WriteTo(branches.Model);
        yield return ("branches", branches);
    }
}
