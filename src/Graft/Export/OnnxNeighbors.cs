using System.Collections.Immutable;
using Onnx;

namespace Graft;

/// <summary>A nearest neighbours classifier in and out of a graph, whose nodes are <see cref="OnnxNeighborNodes"/>.</summary>
internal static class OnnxNeighbors
{
    public const string Rows = "neighbors_rows";
    public const string Labels = "neighbors_labels";
    public const string Count = "neighbors_count";
    public const string Squares = "neighbors_squares";
    public const string InverseLengths = "neighbors_inverse_lengths";

    private const string Metric = "neighbors_metric";
    private const string Weights = "neighbors_weights";

    // A file may be read on another machine than it was written on, whose sums have another last digit.
    private const double Tolerance = 1e-9;

    public static void Append(ModelProto model, string features, NearestNeighborsClassifier classifier)
    {
        var (graph, rows) = (model.Graph, classifier.Rows);
        graph.Initializer.Add(OnnxTensors.Of(Rows, rows.Values, rows.Count, rows.FeatureCount));
        graph.Initializer.Add(OnnxNodes.Values(Labels, [.. rows.Labels.Select(label => (long)label)]));
        graph.Initializer.Add(OnnxNodes.Values(Count, (long)classifier.NNeighbors));
        graph.Initializer.Add(classifier.Metric == NeighborMetric.Euclidean
            ? OnnxTensors.Of(Squares, rows.Squares, rows.Count)
            : OnnxTensors.Of(InverseLengths, rows.InverseLengths, rows.Count));
        OnnxNeighborNodes.Append(graph, features, classifier);
        Add(Metric, classifier.Metric.ToString());
        Add(Weights, classifier.Weights.ToString());

        void Add(string key, string value) => model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value.ToLowerInvariant() });
    }

    /// <exception cref="FormatException">It is another graph, or its values do not fit together.</exception>
    /// <exception cref="ArgumentException">Its values do not fit together.</exception>
    public static NearestNeighborsClassifier Read(ModelProto model, ImmutableArray<string> labelNames, FeatureRecipe? recipe, FeatureScaling scaling)
    {
        var (graph, metadata) = (model.Graph, OnnxNodes.Metadata(model));
        var metric = ChoiceText.Parse<NeighborMetric>(Metric, metadata.GetValueOrDefault(Metric));
        var weights = ChoiceText.Parse<NeighborWeights>(Weights, metadata.GetValueOrDefault(Weights));
        var rows = ReadRows(graph, labelNames.Length);
        var (name, expected) = metric == NeighborMetric.Euclidean ? (Squares, rows.Squares) : (InverseLengths, rows.InverseLengths);
        RequireClose(name, OnnxTensors.Doubles(graph, name), expected);
        var count = OnnxTensors.Integers(graph, Count) is [>= 1 and <= int.MaxValue and var only] ? (int)only : throw new FormatException($"its tensor '{Count}' is no number of neighbours");
        return new(rows, count, metric, weights, labelNames, recipe, OnnxScaling.Read(graph, scaling));
    }

    private static NeighborRows ReadRows(GraphProto graph, int classCount)
    {
        var stored = OnnxTensors.Matrix(graph, Rows, out var rowCount, out var featureCount);
        var labels = OnnxTensors.Integers(graph, Labels);
        if (labels.Length != rowCount)
            throw new FormatException($"its tensor '{Labels}' has {labels.Length:N0} values for {rowCount:N0} rows");
        foreach (var label in labels)
        {
            if (label < 0 || label >= classCount)
                throw new FormatException($"its tensor '{Labels}' has label {label}, outside 0..{classCount - 1}");
        }

        return new(stored.ToArray(), Array.ConvertAll(labels, label => (int)label), featureCount);
    }

    private static void RequireClose(string name, double[] stored, double[] expected)
    {
        var agree = stored.Length == expected.Length;
        for (var i = 0; agree && i < stored.Length; i++)
            agree = Math.Abs(stored[i] - expected[i]) <= Tolerance * expected[i];
        if (!agree)
            throw new FormatException($"its tensor '{name}' does not go with '{Rows}'");
    }
}
