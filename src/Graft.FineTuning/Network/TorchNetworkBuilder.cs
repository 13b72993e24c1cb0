using System.Collections.Immutable;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graft;

/// <summary>Makes the steps of a network from a graph, and the tensors that they need.</summary>
internal sealed class TorchNetworkBuilder
{
    private readonly TrainableGraph _graph;
    private readonly ScalarType _type;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<Tensor?> _tensors = [];
    private readonly List<TorchStep> _steps = [];
    private readonly Dictionary<int, TorchStep> _makers = [];

    public TorchNetworkBuilder(TrainableGraph graph, ScalarType type)
    {
        (_graph, _type) = (graph, type);
        foreach (var input in graph.Inputs)
            Add(input.Name, null);
        Weights = [.. graph.Weights.Weights.Select(weight => new TorchWeight(weight.Name, Parameter(weight.Name), weight.Role))];
        Statistics = [.. graph.Weights.Statistics.Select(name => new TorchStatistic(name, Statistic(name)))];
    }

    public ImmutableArray<TorchWeight> Weights { get; }

    public ImmutableArray<TorchStatistic> Statistics { get; }

    /// <summary>For each place the tensor that is always there; null for inputs and what steps make.</summary>
    public Tensor?[] Tensors => [.. _tensors];

    /// <summary>Place of the output.</summary>
    public int Output => _places[_graph.Output];

    /// <exception cref="BackboneException">A node is not such as Graft trains.</exception>
    public TorchStep[] Steps()
    {
        foreach (var node in _graph.Nodes)
        {
            for (var output = 0; output < node.Output.Count; output++)
            {
                if (node.Output[output].Length > 0 && _graph.CountUses(node.Output[output]) > 0 && !_places.ContainsKey(node.Output[output]))
                    AddStep(new OperatorNode(node, output, _graph));
            }
        }

        var read = new HashSet<int> { Output };
        foreach (var step in Enumerable.Reverse(_steps))
            step.Released = [.. step.Inputs.Distinct().Where(place => _makers.ContainsKey(place) && read.Add(place))];
        return [.. _steps];
    }

    private void AddStep(OperatorNode node)
    {
        var operation = OperatorTable.Make(node);
        int[] inputs = [.. node.Node.Input.Take(operation.TensorCount).Select(name => Place(name, node))];
        if (operation.InPlace is { } inPlace && _makers.TryGetValue(inputs[0], out var maker) && maker.Operator.IsOverwritable && _graph.CountUses(node.Node.Input[0]) == 1)
            operation = operation with { Run = inPlace };
        var place = Add(node.Node.Output[node.Output], null);
        var step = new TorchStep(node, operation, inputs, place);
        _makers[place] = step;
        _steps.Add(step);
    }

    private int Place(string name, OperatorNode node)
    {
        if (_places.TryGetValue(name, out var place))
            return place;
        var constant = _graph.FindConstant(name) ?? throw node.Bad($"takes '{name}', which is not there");
        return Add(name, constant.ToTorch(_type));
    }

    private int Add(string name, Tensor? tensor)
    {
        _places[name] = _tensors.Count;
        _tensors.Add(tensor);
        return _tensors.Count - 1;
    }

    private Parameter Parameter(string name)
    {
        using var values = Finite(name).ToTorch(_type);
        var parameter = new Parameter(values);
        Add(name, parameter);
        return parameter;
    }

    private Tensor Statistic(string name)
    {
        var tensor = Finite(name).ToTorch(_type);
        Add(name, tensor);
        return tensor;
    }

    private GraphConstant Finite(string name)
    {
        var values = GraphConstant.Of(_graph.Held(name)!, _graph.Network)!;
        foreach (var value in values.Floats)
        {
            if (!float.IsFinite(value))
                throw _graph.Bad($"is damaged: its weights '{name}' are not all numbers");
        }

        return values;
    }
}
