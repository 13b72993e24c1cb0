using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Onnx;
using static Graft.OnnxNodes;
using static TorchSharp.torch;

namespace Graft;

/// <summary>A tuned network as one ONNX file, as <see cref="ClassifierExport"/> makes it of a backbone and a classifier.</summary>
internal static class TunedFile
{
    private const string Prefix = "graft/head/";

    /// <summary>The head's last layer, which is a linear classifier on what comes before it.</summary>
    /// <param name="network">The tuned network.</param>
    /// <param name="split">What it was made of.</param>
    /// <param name="labelNames">Class names in label order.</param>
    public static LinearClassifier Classifier(TunedNetwork network, SplitNetwork split, ImmutableArray<string> labelNames)
    {
        var (weights, bias) = (network.Head.Weights[^2].Value, network.Head.Weights[^1].Value);
        return new LinearClassifier(LinearModel.LogisticRegression, Floats(weights), Floats(bias), labelNames, Recipe(split));
    }

    /// <summary>What makes the features: the network's name and layer, which its tuned weights do not change.</summary>
    public static FeatureRecipe Recipe(SplitNetwork split) =>
        new(split.Whole.Identity, split.Whole.Preprocessing) { Shaping = split.Whole.Shaping };

    /// <summary>Makes the model.</summary>
    /// <param name="network">The tuned network.</param>
    /// <param name="split">What it was made of.</param>
    /// <param name="classifier">Of <see cref="Classifier"/>.</param>
    /// <param name="record">How it came about.</param>
    /// <param name="takesBatches">Whether it takes any number of pictures at once.</param>
    public static WholeFile Of(TunedNetwork network, SplitNetwork split, LinearClassifier classifier, TrainingRecord record, bool takesBatches)
    {
        var model = split.Copy();
        network.WriteTo(model.Graph);
        if (network.Head.Weights.Length > 2)
            AddHidden(model.Graph, network.Head.Weights[0], network.Head.Weights[1]);
        var cut = split.Whole with { Model = model, Parts = [new FeaturePart(split.Whole.Parts[^1].Layer, classifier.FeatureCount)] };
        return WholeFile.Of(cut, new ClassifierFile(classifier, record, SeenRows.None), withPreprocessing: false, takesBatches);
    }

    /// <summary>Puts the hidden layer of the head behind the features; its values take their name.</summary>
    private static void AddHidden(GraphProto graph, TorchWeight weights, TorchWeight bias)
    {
        var last = graph.Node.First(node => node.Output.Contains(ShapingNodes.Output));
        var renamed = last.Clone();
        renamed.Name = Prefix + "features";
        renamed.Output[renamed.Output.IndexOf(ShapingNodes.Output)] = Prefix + "features";
        graph.Node[graph.Node.IndexOf(last)] = renamed;
        graph.Initializer.Add(Initializer(Prefix + "weight", weights));
        graph.Initializer.Add(Initializer(Prefix + "bias", bias));
        var scores = graph.Add("Gemm", [Prefix + "features", Prefix + "weight", Prefix + "bias"], Prefix + "scores", Attribute("transB", 1));
        graph.Add("Relu", [scores], ShapingNodes.Output);
    }

    private static TensorProto Initializer(string name, TorchWeight weight) =>
        Values(name, MemoryMarshal.AsBytes(Floats(weight.Value).AsSpan()).ToArray(), weight.Value.shape);

    private static float[] Floats(Tensor tensor)
    {
        using var values = tensor.detach().contiguous();
        return MemoryMarshal.Cast<byte, float>(values.bytes).ToArray();
    }
}
