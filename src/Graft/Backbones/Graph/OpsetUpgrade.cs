using Onnx;
using static Graft.OnnxNodes;

namespace Graft;

/// <summary>
/// Brings a network to operator set 13, the first one that has all that an exported file needs. Only operators whose form
/// changed between 7 and 13 are written anew; sources are the change notes of ONNX's operator specification.
/// </summary>
internal sealed class OpsetUpgrade
{
    /// <summary>The set that older networks are brought to; newer ones stay as they are.</summary>
    public const int Target = 13;

    /// <summary>Of the tensors that it adds.</summary>
    public const string Prefix = "graft/upgrade/";

    // Operators that a network of sets 7 to 12 may have as they are: from 7 to 13 they only took more types, or new
    // attributes and inputs whose defaults are what was.
    private static readonly HashSet<string> Unchanged = new(StringComparer.Ordinal)
    {
        "Abs", "Add", "And", "ArgMax", "ArgMin", "AveragePool", "BatchNormalization", "Cast", "Ceil", "Concat", "Constant", "ConstantOfShape", "Conv", "ConvTranspose",
        "Div", "Elu", "Equal", "Erf", "Exp", "Expand", "Flatten", "Floor", "Gather", "Gemm", "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool", "Greater",
        "HardSigmoid", "Identity", "InstanceNormalization", "LRN", "LeakyRelu", "Less", "Log", "LpNormalization", "LpPool", "MatMul", "Max", "MaxPool", "Mean", "Min",
        "Mul", "Neg", "Not", "Or", "PRelu", "Pow", "Reciprocal", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin",
        "ReduceProd", "ReduceSumSquare", "Relu", "Reshape", "Selu", "Shape", "Sigmoid", "Sign", "Size", "Softplus", "Softsign", "SpaceToDepth", "DepthToSpace", "Sqrt", "Sub", "Sum",
        "Tanh", "ThresholdedRelu", "Tile", "Transpose", "Where", "Xor",
        "ConvInteger", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "QLinearConv", "QLinearMatMul", "QuantizeLinear",
    };

    private readonly GraphProto _graph;
    private readonly long _opset;
    private readonly string _network;
    private readonly HashSet<string> _used;
    private readonly List<NodeProto> _nodes = [];
    private int _added;

    private OpsetUpgrade(GraphProto graph, long opset, string network)
    {
        (_graph, _opset, _network) = (graph, opset, network);
        _used = graph.Node.SelectMany(GraphIndex.Uses).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Edits the lists of a cut model; nodes that change are copied.</summary>
    /// <exception cref="BackboneException">It has an operator that is not known here.</exception>
    public static void Apply(ModelProto model, string network)
    {
        var opset = OpsetOf(model);
        if (opset >= Target)
            return;
        var upgrade = new OpsetUpgrade(model.Graph, opset, network);
        foreach (var node in model.Graph.Node)
            upgrade.Add(node);
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(upgrade._nodes);
        // The list is this model's own, what is in it also the uncut one's.
        for (var i = 0; i < model.OpsetImport.Count; i++)
        {
            if (model.OpsetImport[i].Domain is "" or "ai.onnx")
                model.OpsetImport[i] = new OperatorSetIdProto { Domain = model.OpsetImport[i].Domain, Version = Target };
        }
    }

    /// <summary>From set 18 on, all reductions take their axes as an input, as ReduceSum does from 13 on.</summary>
    public static void MoveAxes(GraphProto graph, long opset)
    {
        if (opset < 18)
            return;
        var upgrade = new OpsetUpgrade(graph, opset, "");
        foreach (var node in graph.Node)
        {
            if (node.OpType.StartsWith("Reduce", StringComparison.Ordinal))
                upgrade.WithInputs(node, "axes");
            else
                upgrade._nodes.Add(node);
        }

        graph.Node.Clear();
        graph.Node.AddRange(upgrade._nodes);
    }

    private void Add(NodeProto node)
    {
        if (node.Domain is not ("" or "ai.onnx"))
        {
            _nodes.Add(node);
            return;
        }

        switch (node.OpType)
        {
            case "BatchNormalization" when Find(node, "spatial") is { I: 0 }:
                throw Unknown(node, "with 'spatial' 0");
            case "BatchNormalization":
                _nodes.Add(Without(node, "spatial"));
                break;
            case "Dropout" when _opset < 12 && node.Output.Skip(1).All(mask => !_used.Contains(mask)):
                _nodes.Add(Node("Identity", [node.Input[0]], node.Output[0]));
                break;
            case "Clip" when _opset < 11:
                AddClip(node);
                break;
            case "Pad" when _opset < 11:
                AddPad(node);
                break;
            case "Softmax" or "LogSoftmax":
                AddSoftmax(node);
                break;
            case "Squeeze" or "Unsqueeze" or "ReduceSum":
                WithInputs(node, "axes");
                break;
            case "Split":
                WithInputs(node, "split");
                break;
            case "Slice" when _opset < 10:
                WithInputs(node, "starts", "ends", "axes");
                break;
            // Those forms of them that are not dealt with above are those of set 13.
            case "Clip" or "Pad" or "Slice":
            case "Dropout" when _opset >= 12:
            case "Resize" when _opset >= 11 && Find(node, "coordinate_transformation_mode")?.S.ToStringUtf8() != "tf_half_pixel_for_nn":
            case "Range" or "CumSum" or "Round" or "TopK" when _opset >= 11:
            case var known when Unchanged.Contains(known):
                _nodes.Add(node);
                break;
            default:
                throw Unknown(node, $"of set {_opset}");
        }
    }

    private void AddClip(NodeProto node)
    {
        var copy = Without(node, "min", "max");
        foreach (var bound in new[] { "min", "max" })
            copy.Input.Add(Find(node, bound) is { } value ? Constant(Values(NewName(), BitConverter.GetBytes(value.F))) : "");
        _nodes.Add(copy);
    }

    private void AddPad(NodeProto node)
    {
        var copy = Without(node, "pads", "value");
        copy.Input.Add(Constant(Values(NewName(), [.. Find(node, "pads")?.Ints ?? []])));
        copy.Input.Add(Constant(Values(NewName(), BitConverter.GetBytes(Find(node, "value")?.F ?? 0))));
        _nodes.Add(copy);
    }

    /// <summary>Up to set 12, all axes from the given one on are one.</summary>
    private void AddSoftmax(NodeProto node)
    {
        var flat = Add("Flatten", [node.Input[0]], Attribute("axis", Find(node, "axis")?.I ?? 1));
        var soft = Add(node.OpType, [flat], Attribute("axis", 1));
        _nodes.Add(Node("Reshape", [soft, Add("Shape", [node.Input[0]])], node.Output[0]));
    }

    /// <summary>Attributes that became inputs, in their order; what is not there stays left out.</summary>
    private void WithInputs(NodeProto node, params string[] moved)
    {
        var copy = Without(node, moved);
        foreach (var attribute in moved)
        {
            if (Find(node, attribute) is { } values)
                copy.Input.Add(Constant(Values(NewName(), [.. values.Ints])));
        }

        _nodes.Add(copy);
    }

    private string Add(string op, string[] inputs, params AttributeProto[] attributes)
    {
        var name = NewName();
        _nodes.Add(Node(op, inputs, name, attributes));
        return name;
    }

    private string Constant(TensorProto tensor)
    {
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string NewName() => $"{Prefix}{_added++}";

    private static NodeProto Without(NodeProto node, params string[] attributes)
    {
        var copy = node.Clone();
        foreach (var attribute in attributes)
        {
            if (Find(copy, attribute) is { } found)
                copy.Attribute.Remove(found);
        }

        return copy;
    }

    private BackboneException Unknown(NodeProto node, string form) => new(
        $"The network '{_network}' is of ONNX operator set {_opset}, and its operator {node.OpType} {form} cannot be brought to set {Target}, which an exported file needs. "
        + "Convert the network, for instance with onnx.version_converter, and train again.", _network);
}
