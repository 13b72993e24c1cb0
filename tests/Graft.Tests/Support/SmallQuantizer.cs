using Onnx;

namespace Graft.Tests.Support;

/// <summary>Quantises small networks step by step, as <see cref="BackboneQuantization"/> does.</summary>
internal static class SmallQuantizer
{
    public const int Side = 12;

    public static Preprocessing Preprocessing { get; } = new() { Width = Side, Height = Side, Divisor = 255, Mean = new RgbTriple(0.5f, 0.5f, 0.5f) };

    /// <summary>A network that takes pictures of 12 x 12.</summary>
    public static TestNetwork Network() => new([0, 3, Side, Side]);

    /// <summary>The network as a backbone.</summary>
    public static BackboneModel Model(TestNetwork network) =>
        new("test", new OnnxFile(network.Model, ".", new string('a', 64), []), Preprocessing, TensorLayout.Chw, null, LayerAliases.None);

    /// <summary>Up to a tensor, with what can be computed beforehand computed.</summary>
    public static FoldedGraph Fold(TestNetwork network, params string[] tensors)
    {
        if (network.Model.Graph.Output.Count == 0)
            network.Output(tensors[^1]);
        return Model(network).Fold(tensors, Preprocessing);
    }

    /// <summary>Pictures of smooth noise, as tensors.</summary>
    public static float[][] Pictures(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 3 * Side * Side).Select(_ => random.NextSingle() * 2 - 1).ToArray())];
    }

    public static QuantizerInput Input(params float[][] pictures) =>
        new([.. pictures], Preprocessing, new BackboneOptions { Threads = 1 }, 0.1, TestContext.Current.CancellationToken);

    /// <summary>Learns ranges from pictures.</summary>
    public static QuantizerVariant Measure(FoldedGraph graph, params float[][] pictures) => QuantizerVariant.Measure(graph, false, Input(pictures), _ => { });

    /// <summary>Values of float tensors of a model for one picture.</summary>
    public static float[] Run(ModelProto model, float[] picture)
    {
        using var run = new NetworkRun(model, Preprocessing, "test", new BackboneOptions { Threads = 1 });
        return run.RunFlat(picture);
    }
}
