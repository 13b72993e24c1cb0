using Onnx;
using static Graft.OnnxNodes;

namespace Graft;

/// <summary>
/// Carries out a <see cref="FeatureShaping"/> inside the graph, behind the layers, so that whatever runs the graph shapes
/// alike. Only operators and forms that every operator set from 7 on has.
/// </summary>
internal sealed class ShapingNodes
{
    /// <summary>Name of the one output.</summary>
    public const string Output = "graft/features";

    private const float GemPower = 3;
    private const float GemFloor = 1e-6f;

    private readonly GraphProto _graph;
    private readonly FeatureShaping _shaping;
    private readonly long _opset;

    private ShapingNodes(ModelProto model, FeatureShaping shaping)
    {
        (_graph, _shaping) = (model.Graph, shaping);
        _opset = OpsetOf(model);
    }

    /// <summary>Puts the layers of a cut model into one row for each picture, which becomes its only output.</summary>
    /// <param name="model">The cut model.</param>
    /// <param name="layers">The tensors, in the order of the row.</param>
    /// <param name="shaping">What is done with each of them; the order of values is not null.</param>
    /// <returns>Values of each layer in the row.</returns>
    public static int[] Append(ModelProto model, IReadOnlyList<LayerTensor> layers, FeatureShaping shaping)
    {
        var nodes = new ShapingNodes(model, shaping);
        var shaped = layers.Select((layer, i) => nodes.Shape(layer, $"graft/{i}/")).ToList();
        if (shaped.Count == 1)
            nodes.Add("Identity", [shaped[0].Name], Output);
        else
            nodes.Add("Concat", [.. shaped.Select(part => part.Name)], Output, Attribute("axis", 1));
        model.Graph.Output.Clear();
        model.Graph.Output.Add(new ValueInfoProto { Name = Output });
        return [.. shaped.Select(part => part.Length)];
    }

    private (string Name, int Length) Shape(LayerTensor layer, string prefix)
    {
        var (name, shape) = (layer.Name, layer.Shape);
        if (layer.IsChannelsLast && shape.Length == 3)
            (name, shape) = (Add("Transpose", [name], prefix + "chw", Attribute("perm", 0, 3, 1, 2)), [shape[2], shape[0], shape[1]]);
        if (_shaping.Pool != FeaturePool.None && shape.Length is 2 or 3)
        {
            // Tokens are T x D and pooled over T; operators pool over all axes behind the channels.
            if (shape.Length == 2)
                (name, shape) = (Add("Transpose", [name], prefix + "tokens", Attribute("perm", 0, 2, 1)), [shape[1], shape[0]]);
            (name, shape) = (Pool(name, prefix), [shape[0]]);
        }
        else if (_shaping.Flatten == TensorLayout.Hwc && shape.Length == 3)
        {
            name = Add("Transpose", [name], prefix + "hwc", Attribute("perm", 0, 2, 3, 1));
        }

        var length = checked((int)shape.Aggregate(1L, (product, side) => checked(product * side)));
        // Also where it is a row already: an output then never is a tensor that something else goes on from.
        name = Add("Flatten", [name], prefix + "flat", Attribute("axis", 1));
        if (_shaping.ViewCount > 1)
            name = MeanOfViews(name, length, prefix);
        return (Normalize(name, prefix), length);
    }

    private string Pool(string name, string prefix) => _shaping.Pool switch
    {
        FeaturePool.Avg => Add("GlobalAveragePool", [name], prefix + "avg"),
        FeaturePool.Max => Add("GlobalMaxPool", [name], prefix + "max"),
        _ => Gem(name, prefix),
    };

    private string Gem(string name, string prefix)
    {
        var floored = _opset < 11
            ? Add("Clip", [name], prefix + "floor", Attribute("min", GemFloor))
            : Add("Clip", [name, Value(prefix + "least", GemFloor)], prefix + "floor");
        var cubes = Add("Pow", [floored, Value(prefix + "power", GemPower)], prefix + "cubes");
        return Add("Pow", [Add("GlobalAveragePool", [cubes], prefix + "mean"), Value(prefix + "root", 1 / GemPower)], prefix + "gem");
    }

    private string MeanOfViews(string name, int length, string prefix)
    {
        var views = Add("Reshape", [name, Add(Values(prefix + "shape", -1, _shaping.ViewCount, length))], prefix + "views");
        var last = Add("Transpose", [views], prefix + "views_last", Attribute("perm", 0, 2, 1));
        return Add("Flatten", [Add("GlobalAveragePool", [last], prefix + "views_mean")], prefix + "mean_view", Attribute("axis", 1));
    }

    private string Normalize(string name, string prefix)
    {
        if (_shaping.Normalize == FeatureNormalization.None)
            return name;
        if (_shaping.Normalize == FeatureNormalization.SqrtL2)
        {
            var positive = Add("Sqrt", [Add("Relu", [name], prefix + "positive")], prefix + "root_positive");
            var negative = Add("Sqrt", [Add("Relu", [Add("Neg", [name], prefix + "negated")], prefix + "negative")], prefix + "root_negative");
            name = Add("Sub", [positive, negative], prefix + "signed_root");
        }

        return Add("LpNormalization", [name], prefix + "unit", Attribute("axis", 1), Attribute("p", 2));
    }

    private string Add(string op, string[] inputs, string output, params AttributeProto[] attributes) =>
        _graph.Add(op, inputs, output, attributes);

    private string Add(TensorProto tensor)
    {
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Value(string name, float value) => Add(Values(name, BitConverter.GetBytes(value)));
}

/// <summary>A layer that features are taken from.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="Shape">Its shape without the batch.</param>
/// <param name="IsChannelsLast">Whether a map's channels stand last in it.</param>
internal sealed record LayerTensor(string Name, long[] Shape, bool IsChannelsLast);
