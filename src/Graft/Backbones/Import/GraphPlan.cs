using Onnx;
using static Graft.OnnxNodes;

namespace Graft;

/// <summary>
/// The graph of an architecture, line by line of its table, with the tensors that it needs; all but their values. The
/// number of classes and the width are taken from the file.
/// </summary>
internal sealed class GraphPlan
{
    /// <summary>Name of the graph's input.</summary>
    public const string Input = "input";

    private const string Relu6Least = "relu6/least";
    private const string Relu6Most = "relu6/most";

    private readonly WeightFile _file;
    private readonly WidthMultiplier _width;
    private readonly Dictionary<string, LayerShape> _shapes = [];
    private readonly List<NodeProto> _nodes = [];
    private readonly List<WeightSlot> _slots = [];

    public GraphPlan(Architecture architecture, WeightFile file)
    {
        (_file, _width) = (file, new WidthMultiplier(architecture, file));
        HasTop = architecture.Top.OfType<WeightedLayer>().Any(layer => layer.Roles.Any(role => file.Find(layer, role) is not null));
        var size = architecture.KerasPreprocessing;
        _shapes[Input] = new LayerShape(3, size.Height, size.Width);
        Output = Input;
        foreach (var layer in HasTop ? architecture.Layers : architecture.Body)
        {
            string[] inputs = layer.Inputs.IsEmpty ? [Output] : [.. layer.Inputs];
            _shapes[layer.Name] = Add(layer, inputs, Array.ConvertAll(inputs, input => _shapes[input]));
            Output = layer.Name;
        }
    }

    /// <summary>Whether the file has weights of the classifier.</summary>
    public bool HasTop { get; }

    /// <summary>The last layer.</summary>
    public string Output { get; }

    public IReadOnlyList<NodeProto> Nodes => _nodes;

    public IReadOnlyList<WeightSlot> Slots => _slots;

    /// <summary>What a layer gives for one image; the input is a layer too.</summary>
    public LayerShape this[string layer] => _shapes[layer];

    /// <summary>The tensors that come from no file.</summary>
    public IEnumerable<TensorProto> Constants() => _nodes.Any(node => node.OpType == "Clip")
        ? [Values(Relu6Least, BitConverter.GetBytes(0f)), Values(Relu6Most, BitConverter.GetBytes(6f))]
        : [];

    private LayerShape Add(Layer layer, string[] inputs, LayerShape[] shapes) => layer switch
    {
        ConvolutionLayer convolution => Add(convolution, inputs[0], shapes[0]),
        DepthwiseLayer depthwise => Add(depthwise, inputs[0], shapes[0]),
        DenseLayer dense => Add(dense, inputs[0], shapes[0]),
        BatchNormalizationLayer normalization => Add(normalization, inputs[0], shapes[0]),
        ActivationLayer activation => Activate(activation.Activation, inputs[0], layer.Name, shapes[0]),
        MaxPoolLayer pool => Add(pool, inputs[0], shapes[0]),
        GlobalAveragePoolLayer => AddGlobalAveragePool(layer.Name, inputs[0], shapes[0]),
        FlattenLayer => AddFlatten(layer.Name, inputs[0], shapes[0]),
        ConcatLayer => Node("Concat", inputs, layer.Name, shapes[0] with { Channels = shapes.Sum(shape => shape.Channels) }, Attribute("axis", 1)),
        _ => throw new InvalidOperationException($"{layer} has no node."),
    };

    private LayerShape Add(ConvolutionLayer layer, string input, LayerShape shape)
    {
        var filters = layer.Filters == 0 ? Found(layer, WeightSlot.Convolution(layer, _file.Source, shape.Channels, WeightSlot.Any)) : _width.Of(layer.Filters);
        Kernel(layer, WeightSlot.Convolution(layer, _file.Source, shape.Channels, filters), filters, layer.Filters == 0);
        var (height, width) = (Window.Of(shape.Height, layer.Size, layer.Stride, layer.Padding), Window.Of(shape.Width, layer.Size, layer.Stride, layer.Padding));
        return Convolve(layer, input, layer.Activation, new LayerShape(filters, height.Count, width.Count), Attributes(layer.Size, layer.Stride, height, width));
    }

    private LayerShape Add(DepthwiseLayer layer, string input, LayerShape shape)
    {
        Kernel(layer, WeightSlot.Depthwise(layer, _file.Source, shape.Channels), shape.Channels, isFree: false);
        var (height, width) = (Window.Of(shape.Height, layer.Size, layer.Stride, Padding.Same), Window.Of(shape.Width, layer.Size, layer.Stride, Padding.Same));
        return Convolve(layer, input, Activation.None, new LayerShape(shape.Channels, height.Count, width.Count),
            [.. Attributes(layer.Size, layer.Stride, height, width), Attribute("group", shape.Channels)]);
    }

    private LayerShape Add(DenseLayer layer, string input, LayerShape shape)
    {
        var units = layer.Units == 0 ? Found(layer, WeightSlot.Dense(layer, _file.Source, shape, WeightSlot.Any)) : layer.Units;
        Kernel(layer, WeightSlot.Dense(layer, _file.Source, shape, units), units, layer.Units == 0);
        var before = BeforeActivation(layer.Name, layer.Activation);
        Node("Gemm", [input, .. Weights(layer)], before, default, Attribute("transB", _file.Source == WeightSource.Keras ? 0 : 1));
        return Activate(layer.Activation, before, layer.Name, new LayerShape(units, 1, 1, IsFlat: true));
    }

    /// <summary>
    /// A node of its own, not folded into the convolution: so every layer can be cut at, and ONNX Runtime folds it by itself
    /// when it loads the graph.
    /// </summary>
    private LayerShape Add(BatchNormalizationLayer layer, string input, LayerShape shape)
    {
        foreach (var role in layer.Roles)
            _slots.Add(WeightSlot.Vector(layer, role, shape.Channels));
        return Node("BatchNormalization", [input, .. Weights(layer)], layer.Name, shape, Attribute("epsilon", layer.Epsilon));
    }

    private LayerShape Add(MaxPoolLayer layer, string input, LayerShape shape)
    {
        var attributes = new List<AttributeProto> { Attribute("kernel_shape", [layer.Size, layer.Size]), Attribute("strides", [layer.Stride, layer.Stride]) };
        if (layer.RoundsUp)
            attributes.Add(Attribute("ceil_mode", 1));
        var result = shape with
        {
            Height = Window.CountOfPool(shape.Height, layer.Size, layer.Stride, layer.RoundsUp),
            Width = Window.CountOfPool(shape.Width, layer.Size, layer.Stride, layer.RoundsUp),
        };
        return Node("MaxPool", [input], layer.Name, result, [.. attributes]);
    }

    private LayerShape AddGlobalAveragePool(string name, string input, LayerShape shape)
    {
        Node("GlobalAveragePool", [input], $"{name}/map", default);
        return Node("Flatten", [$"{name}/map"], name, new LayerShape(shape.Channels, 1, 1, IsFlat: true), Attribute("axis", 1));
    }

    /// <summary>In the order in which the network's own framework flattens, as the matrix behind expects it.</summary>
    private LayerShape AddFlatten(string name, string input, LayerShape shape)
    {
        var last = input;
        if (_file.Source == WeightSource.Keras)
            Node("Transpose", [input], last = $"{name}/channels_last", default, Attribute("perm", [0, 2, 3, 1]));
        return Node("Flatten", [last], name, shape with { IsFlat = true }, Attribute("axis", 1));
    }

    private LayerShape Convolve(WeightedLayer layer, string input, Activation activation, LayerShape shape, AttributeProto[] attributes)
    {
        var before = BeforeActivation(layer.Name, activation);
        Node("Conv", [input, .. Weights(layer)], before, default, attributes);
        return Activate(activation, before, layer.Name, shape);
    }

    private LayerShape Activate(Activation activation, string input, string output, LayerShape shape) => activation switch
    {
        Activation.Relu => Node("Relu", [input], output, shape),
        Activation.Relu6 => Node("Clip", [input, Relu6Least, Relu6Most], output, shape),
        Activation.Softmax => Node("Softmax", [input], output, shape, Attribute("axis", 1)),
        _ => shape,
    };

    private LayerShape Node(string op, string[] inputs, string output, LayerShape shape, params AttributeProto[] attributes)
    {
        _nodes.Add(OnnxNodes.Node(op, inputs, output, attributes));
        return shape;
    }

    private void Kernel(WeightedLayer layer, WeightSlot kernel, long count, bool isFree)
    {
        _slots.Add(kernel);
        if (layer.Roles.Contains(WeightRole.Bias))
            _slots.Add(WeightSlot.Vector(layer, WeightRole.Bias, count, isFree && count == WeightSlot.Any));
    }

    /// <summary>How many filters or units the file has; <see cref="WeightSlot.Any"/> where its kernel is none.</summary>
    private long Found(WeightedLayer layer, WeightSlot expected) =>
        _file.Find(layer, WeightRole.Kernel)?.Shape is { } shape && expected.Fits(shape) ? shape[Array.IndexOf(expected.Stored, WeightSlot.Any)] : WeightSlot.Any;

    private IEnumerable<string> Weights(WeightedLayer layer) => _slots.Where(slot => slot.Layer == layer).Select(slot => slot.Name);

    private static string BeforeActivation(string name, Activation activation) => activation == Activation.None ? name : $"{name}/preactivation";

    private static AttributeProto[] Attributes(int size, int stride, Window height, Window width) =>
    [
        Attribute("kernel_shape", [size, size]),
        Attribute("strides", [stride, stride]),
        Attribute("pads", [height.Before, width.Before, height.After, width.After]),
    ];
}
