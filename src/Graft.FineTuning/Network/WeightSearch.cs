using Onnx;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Graft;

/// <summary>Finds what is trained in a graph: the weights of its layers, also where nodes turn or reshape them first.</summary>
internal sealed class WeightSearch
{
    /// <summary>As many values as a picture has colours: what is added to it, or multiplied by, in front of all layers is how it was prepared.</summary>
    private const int Colours = 3;

    // Nodes that weights may go through on their way to a layer: from their first input, or from all of them.
    private static readonly HashSet<string> FromFirst = new(StringComparer.Ordinal)
    {
        "Cast", "Dropout", "Flatten", "Identity", "Neg", "Pad", "Pow", "ReduceMean", "Reshape", "Slice", "Split", "Sqrt", "Squeeze", "Transpose", "Unsqueeze",
    };

    private static readonly HashSet<string> FromAll = new(StringComparer.Ordinal) { "Add", "Concat", "Div", "Mul", "Sub", "Sum" };

    private readonly TrainableGraph _graph;
    private readonly Dictionary<string, TorchWeightRole> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _statistics = new(StringComparer.Ordinal);
    private readonly List<(string, TorchWeightRole)> _weights = [];
    private readonly HashSet<NodeProto> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <param name="graph">The graph.</param>
    /// <param name="nodes">Its nodes that depend on the pictures, in order.</param>
    /// <exception cref="BackboneException">A layer has weights that cannot be trained.</exception>
    public WeightSearch(TrainableGraph graph, IReadOnlyList<NodeProto> nodes)
    {
        _graph = graph;
        var behindLayers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var known = _weights.Count;
            Search(node, isBehindLayers: node.Input.Any(behindLayers.Contains));
            if (_weights.Count > known || node.Input.Any(name => behindLayers.Contains(name) || IsTrained(name)))
                behindLayers.UnionWith(node.Output);
        }

        if (_statistics.Keys.FirstOrDefault(IsTrained) is { } both)
            throw graph.Bad($"uses '{both}' both as trained values and as running mean or variance of a batch normalisation; export it without merging equal weights");
    }

    /// <summary>Names and roles of what is trained, in the order in which layers use it.</summary>
    public IReadOnlyList<(string Name, TorchWeightRole Role)> Weights => _weights;

    /// <summary>Names of running means and variances.</summary>
    public IEnumerable<string> Statistics => _statistics.Keys;

    /// <summary>Nodes that do not depend on the pictures, but on what is trained.</summary>
    public HashSet<NodeProto> Nodes { get; } = new(ReferenceEqualityComparer.Instance);

    public bool IsTrained(string tensor) => _roles.ContainsKey(tensor);

    /// <summary>Whether a batch normalisation has running mean and variance of its own, so that it may update them.</summary>
    public bool OwnsStatistics(NodeProto node) => StatisticOf(node, 3) is { } mean && StatisticOf(node, 4) is { } variance && _statistics[mean] == 1 && _statistics[variance] == 1;

    private void Search(NodeProto node, bool isBehindLayers)
    {
        switch (node.OpType)
        {
            case "Conv" or "Gemm" or "MatMul":
                MarkMatrix(node, 0);
                MarkMatrix(node, 1);
                if (node.OpType != "MatMul")
                    Mark(node, 2, TorchWeightRole.Bias);
                break;
            case "BatchNormalization":
                Mark(node, 1, TorchWeightRole.Norm);
                Mark(node, 2, TorchWeightRole.Norm);
                MarkStatistic(node, 3);
                MarkStatistic(node, 4);
                break;
            case "PRelu":
                Mark(node, 1, TorchWeightRole.Bias);
                break;
            case "Add" or "Mul" or "Sum":
                for (var input = 0; input < node.Input.Count; input++)
                {
                    if (CountChannels(node.Input[input]) is var count && count > 1 && (count != Colours || isBehindLayers))
                        Mark(node, input, TorchWeightRole.Bias);
                }

                break;
        }
    }

    private void MarkMatrix(NodeProto node, int input)
    {
        if (!IsConstant(node, input) || Mark(node, input, TorchWeightRole.Matrix))
            return;
        var held = _graph.Held(node.Input[input]);
        throw _graph.Bad($"has weights '{node.Input[input]}' of its node '{node.Name}' ({node.OpType}) that cannot be trained: they are "
            + (held is null ? "not float32 values that the graph holds" : $"of type {(DataType)held.DataType} instead of float32"));
    }

    private bool Mark(NodeProto node, int input, TorchWeightRole role)
    {
        if (!IsConstant(node, input))
            return false;
        var tensor = node.Input[input];
        if (_graph.Held(tensor) is not null)
            return TryTrain(tensor, role, isDirect: true);
        MarkBehind(tensor, role);
        return _made.Contains(tensor);
    }

    /// <summary>Marks the values that a tensor is made of. Without recursion: a damaged file may have long ways, and many.</summary>
    private void MarkBehind(string tensor, TorchWeightRole role)
    {
        var passed = new SortedDictionary<int, NodeProto>();
        var open = new Stack<string>([tensor]);
        while (open.TryPop(out var next))
        {
            if (_graph.Held(next) is not null)
            {
                TryTrain(next, role, isDirect: false);
            }
            else if (_graph.Producer(next) is { } node && _seen.Add(node))
            {
                passed[_graph.Number(next)] = node;
                foreach (var way in Ways(node).Reverse())
                    open.Push(way);
            }
        }

        foreach (var node in passed.Values)
        {
            if (Ways(node).Any(way => IsTrained(way) || _made.Contains(way)))
            {
                Nodes.Add(node);
                _made.UnionWith(node.Output);
            }
        }
    }

    /// <summary>Trains values that the graph holds; a single one on the way to a layer only says how.</summary>
    private bool TryTrain(string tensor, TorchWeightRole role, bool isDirect)
    {
        var held = _graph.Held(tensor)!;
        if (held.DataType != (int)DataType.Float || (!isDirect && held.Dims.All(side => side == 1)))
            return false;
        if (_roles.TryAdd(tensor, role))
            _weights.Add((tensor, role));
        return true;
    }

    private static IEnumerable<string> Ways(NodeProto node) =>
        (FromFirst.Contains(node.OpType) ? node.Input.Take(1) : FromAll.Contains(node.OpType) ? node.Input : []).Where(name => name.Length > 0);

    /// <summary>How many channels values are for, one for each; 0 where they are for something else, or depend on the pictures.</summary>
    private long CountChannels(string tensor)
    {
        if (tensor.Length == 0 || _graph.DependsOnPictures(tensor))
            return 0;
        while (_graph.Held(tensor) is null && _graph.Producer(tensor) is { OpType: "Identity" or "Reshape" or "Unsqueeze" or "Squeeze", Input.Count: > 0 } node)
            tensor = node.Input[0];
        return _graph.Held(tensor) is { DataType: (int)DataType.Float } held && held.Dims.Count(side => side != 1) == 1 ? held.Dims.Single(side => side != 1) : 0;
    }

    private void MarkStatistic(NodeProto node, int input)
    {
        if (StatisticOf(node, input) is not { } name)
            return;
        _statistics[name] = _statistics.GetValueOrDefault(name) + 1;
        for (var tensor = node.Input[input]; tensor != name; tensor = _graph.Producer(tensor)!.Input[0])
            Nodes.Add(_graph.Producer(tensor)!);
    }

    /// <summary>The held values behind an input; null where they are computed.</summary>
    private string? StatisticOf(NodeProto node, int input)
    {
        if (!IsConstant(node, input))
            return null;
        var tensor = node.Input[input];
        while (_graph.Held(tensor) is null && _graph.Producer(tensor) is { OpType: "Identity", Input.Count: > 0 } copy)
            tensor = copy.Input[0];
        return _graph.Held(tensor) is { DataType: (int)DataType.Float } ? tensor : null;
    }

    private bool IsConstant(NodeProto node, int input) => input < node.Input.Count && node.Input[input].Length > 0 && !_graph.DependsOnPictures(node.Input[input]);
}
