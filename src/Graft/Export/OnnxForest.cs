using System.Collections.Immutable;
using Google.Protobuf;
using Onnx;
using static Onnx.AttributeProto.Types;

namespace Graft;

/// <summary>A random forest as ONNX's TreeEnsembleClassifier, whose scores are the probabilities.</summary>
internal static class OnnxForest
{
    private const string Domain = "ai.onnx.ml";
    private const string Operator = "TreeEnsembleClassifier";
    private const string Labels = "classlabels_int64s";
    private const string PostTransform = "post_transform";

    // Protobuf ends there; some room is for the metadata.
    private const long MaxBytes = int.MaxValue - (64L << 20);

    // Five whole numbers of at most 5 bytes and a tag, a float and a mode; and three whole numbers and a float.
    private const long BytesPerNode = 5 * 6 + 5 + 12;
    private const long BytesPerVote = 3 * 6 + 5;

    /// <summary>ONNX's operators of classical machine learning; this form of this one is of the first version.</summary>
    public static OperatorSetIdProto OperatorSet => new() { Domain = Domain, Version = 1 };

    /// <exception cref="OutputException">The forest is larger than an ONNX file can be.</exception>
    public static void Append(GraphProto graph, string features, RandomForestClassifier forest)
    {
        var classCount = forest.LabelNames.Length;
        var bytes = 0L;
        foreach (var tree in forest.Trees)
            bytes += tree.Nodes.Length * BytesPerNode + tree.Votes.Length * BytesPerVote * (classCount == 2 ? 2 : 1);
        if (bytes > MaxBytes)
        {
            throw new OutputException(
                $"A forest of {forest.TreeCount:N0} trees and {forest.NodeCount:N0} nodes does not fit into an ONNX file, which ends at 2 GB. Train fewer trees, or limit their depth.");
        }

        var node = OnnxNodes.Node(
            Operator, [features], "forest_label",
            OnnxNodes.Attribute(Labels, [.. Enumerable.Range(0, classCount).Select(label => (long)label)]),
            new AttributeProto { Name = PostTransform, Type = AttributeType.String, S = ByteString.CopyFromUtf8("NONE") });
        node.Domain = Domain;
        node.Output.Add(OnnxClassifierGraph.Probabilities);
        var table = new ForestTable(node, classCount);
        for (var i = 0; i < forest.TreeCount; i++)
            table.Add(i, forest.Trees[i]);
        graph.Node.Add(node);
    }

    /// <exception cref="FormatException">It is another graph, or its trees are none.</exception>
    public static RandomForestClassifier Read(GraphProto graph, ImmutableArray<string> labelNames, FeatureRecipe? recipe, FeatureScaling scaling)
    {
        var node = graph.Node.FirstOrDefault(node => node.OpType == Operator && node.Domain == Domain) ?? throw new FormatException($"it has no {Operator}");
        var sides = graph.Input.FirstOrDefault(input => input.Name == OnnxClassifierGraph.Features)?.Type?.TensorType?.Shape?.Dim;
        if (sides is not [_, { DimValue: > 0 and <= int.MaxValue } width])
            throw new FormatException($"its input '{OnnxClassifierGraph.Features}' does not say how many features there are");
        if (OnnxNodes.Find(node, Labels) is not { } labels || !labels.Ints.SequenceEqual(Enumerable.Range(0, labelNames.Length).Select(label => (long)label)))
            throw new FormatException($"its classes are not 0 to {labelNames.Length - 1}");
        if (OnnxNodes.Find(node, PostTransform)?.S.ToStringUtf8() != "NONE")
            throw new FormatException("its scores are transformed");
        var trees = new ForestTable(node, labelNames.Length).ToTrees((int)width.DimValue);
        return new RandomForestClassifier(trees, (int)width.DimValue, labelNames, recipe, RowScaler.ByRow(scaling));
    }
}
