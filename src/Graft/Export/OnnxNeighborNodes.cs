using Onnx;
using static Graft.OnnxNodes;
using static Onnx.TensorProto.Types;

namespace Graft;

/// <summary>
/// The vote of the nearest as nodes: a product with all training rows, TopK, and a mean over the votes. In double as in the
/// library, so that both find the same neighbours; TopK takes the first of equally near rows too.
/// </summary>
internal sealed class OnnxNeighborNodes
{
    private readonly GraphProto _graph;

    private OnnxNeighborNodes(GraphProto graph) => _graph = graph;

    /// <summary>Adds the nodes. Distance weights take 16 bytes for each value of each neighbour of a batch, at the same time.</summary>
    public static void Append(GraphProto graph, string features, NearestNeighborsClassifier classifier)
    {
        var nodes = new OnnxNeighborNodes(graph);
        var queries = nodes.Cast(features, DataType.Double, "neighbors_wide_features");
        var rows = nodes.Cast(OnnxNeighbors.Rows, DataType.Double, "neighbors_wide_rows");
        var nearest = nodes.Nearest(queries, rows, classifier.Metric);
        var votes = nodes.Votes(nearest, classifier.LabelNames.Length);
        if (classifier.Weights == NeighborWeights.Uniform)
        {
            nodes.Add("ReduceMean", [votes], OnnxClassifierGraph.Probabilities, Attribute("axes", [1]), Attribute("keepdims", 0));
            return;
        }

        var distances = classifier.Metric == NeighborMetric.Euclidean ? nodes.Euclidean(queries, rows, nearest) : nodes.Cosine(queries, rows, nearest);
        nodes.Weighted(votes, nodes.Shares(distances, classifier.Metric == NeighborMetric.Euclidean ? 0 : NeighborSearch.SameDirection));
    }

    /// <summary>Numbers of the nearest rows, [N, k]. What is the same for all rows is left out of the distances.</summary>
    private string Nearest(string queries, string rows, NeighborMetric metric)
    {
        var order = metric == NeighborMetric.Euclidean
            ? Add("Gemm", [queries, rows, OnnxNeighbors.Squares], "neighbors_order", Attribute("alpha", -2f), Attribute("transB", 1))
            : Add("Mul", [Add("Gemm", [queries, rows], "neighbors_products", Attribute("alpha", -1f), Attribute("transB", 1)), OnnxNeighbors.InverseLengths], "neighbors_order");
        const string Nearest = "neighbors_nearest";
        var top = Node("TopK", [order, OnnxNeighbors.Count], "neighbors_nearest_order", Attribute("axis", 1), Attribute("largest", 0), Attribute("sorted", 1));
        top.Output.Add(Nearest);
        _graph.Node.Add(top);
        return Nearest;
    }

    /// <summary>1 for the label of each neighbour, else 0; [N, k, K].</summary>
    private string Votes(string nearest, int classCount)
    {
        var labels = Add("Gather", [OnnxNeighbors.Labels, nearest], "neighbors_nearest_labels");
        _graph.Initializer.Add(Values("neighbors_classes", (long)classCount));
        _graph.Initializer.Add(OnnxTensors.Of("neighbors_off_on", new float[] { 0, 1 }, 2));
        return Add("OneHot", [labels, "neighbors_classes", "neighbors_off_on"], "neighbors_votes");
    }

    /// <summary>Length of the difference from each neighbour, [N, k].</summary>
    private string Euclidean(string queries, string rows, string nearest)
    {
        var difference = Add("Sub", [Unsqueeze(queries, 1), Add("Gather", [rows, nearest], "neighbors_nearest_rows")], "neighbors_difference");
        return Add("ReduceL2", [difference], "neighbors_distances", Attribute("axes", [2]), Attribute("keepdims", 0));
    }

    /// <summary>Half the squared difference of unit vectors, which is 1 less their cosine; 1 where one of them is zero. [N, k].</summary>
    private string Cosine(string queries, string rows, string nearest)
    {
        var inverse = Add("Gather", [OnnxNeighbors.InverseLengths, nearest], "neighbors_nearest_inverse");
        var units = Add("Mul", [Add("Gather", [rows, nearest], "neighbors_nearest_rows"), Unsqueeze(inverse, 2)], "neighbors_nearest_units");
        var unit = Add("LpNormalization", [queries], "neighbors_unit", Attribute("axis", 1), Attribute("p", 2));
        var squares = Add("ReduceSumSquare", [Add("Sub", [Unsqueeze(unit, 1), units], "neighbors_difference")], "neighbors_doubled", Attribute("axes", [2]), Attribute("keepdims", 0));
        var length = Add("ReduceL2", [queries], "neighbors_length", Attribute("axes", [1]), Attribute("keepdims", 1));
        var isZero = Add("Equal", [Add("Mul", [length, inverse], "neighbors_length_product"), Scalar("neighbors_zero", 0)], "neighbors_is_zero");
        return Add("Where", [isZero, Scalar("neighbors_one", 1), Add("Mul", [squares, Scalar("neighbors_half", 0.5)], "neighbors_halved")], "neighbors_distances");
    }

    /// <summary>1 / distance, or 1 for those at distance 0 and 0 for the others where there are any; divided by their sum. [N, k].</summary>
    private string Shares(string distances, double zero)
    {
        var isNear = Add("LessOrEqual", [distances, Scalar("neighbors_no_distance", zero)], "neighbors_is_same");
        var near = Cast(isNear, DataType.Double, "neighbors_same");
        var someAreNear = Cast(Add("ReduceMax", [near], "neighbors_most", Attribute("axes", [1]), Attribute("keepdims", 1)), DataType.Bool, "neighbors_some_are_same");
        var weights = Add("Where", [someAreNear, near, Add("Reciprocal", [distances], "neighbors_reciprocal")], "neighbors_weights");
        _graph.Initializer.Add(Values("neighbors_axis_1", 1L));
        var total = Add("ReduceSum", [weights, "neighbors_axis_1"], "neighbors_total", Attribute("keepdims", 1));
        return Add("Div", [weights, total], "neighbors_shares");
    }

    private void Weighted(string votes, string shares)
    {
        var weighted = Add("Mul", [Cast(votes, DataType.Double, "neighbors_wide_votes"), Unsqueeze(shares, 2)], "neighbors_weighted_votes");
        var sums = Add("ReduceSum", [weighted, "neighbors_axis_1"], "neighbors_wide_probabilities", Attribute("keepdims", 0));
        Cast(sums, DataType.Float, OnnxClassifierGraph.Probabilities);
    }

    private string Cast(string input, DataType type, string output) => Add("Cast", [input], output, Attribute("to", (long)type));

    private string Unsqueeze(string input, int axis)
    {
        _graph.Initializer.Add(Values(input + "_axis", (long)axis));
        return Add("Unsqueeze", [input, input + "_axis"], input + "_unsqueezed");
    }

    private string Scalar(string name, double value)
    {
        _graph.Initializer.Add(OnnxTensors.Of(name, new[] { value }));
        return name;
    }

    private string Add(string op, string[] inputs, string output, params AttributeProto[] attributes) =>
        _graph.Add(op, inputs, output, attributes);
}
