using System.Collections.Immutable;
using Onnx;
using static TorchSharp.torch;

namespace Graft;

/// <summary>A network, or a part of one, from an ONNX graph, whose weights PyTorch trains.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly string _name;
    private readonly TorchStep[] _steps;
    private readonly Tensor?[] _tensors;
    private readonly int _output;
    private long[][] _tried = [];
    private bool _isDisposed;

    private TorchNetwork(TrainableGraph graph, TorchNetworkBuilder builder)
    {
        _name = graph.Network;
        InputNames = [.. graph.Inputs.Select(input => input.Name)];
        (Weights, Statistics) = (builder.Weights, builder.Statistics);
        _steps = builder.Steps();
        (_tensors, _output) = (builder.Tensors, builder.Output);
    }

    /// <summary>Names of its inputs, in the order in which <see cref="Forward"/> takes them.</summary>
    public ImmutableArray<string> InputNames { get; }

    /// <summary>What is trained, in the order in which layers use it.</summary>
    public ImmutableArray<TorchWeight> Weights { get; }

    /// <summary>Running means and variances of its batch normalisations.</summary>
    public ImmutableArray<TorchStatistic> Statistics { get; }

    /// <summary>Reads a graph of operator set 7 or later, with its weights in it, inputs of float32 and one output of rows.</summary>
    /// <param name="model">The model, which is not changed and not held.</param>
    /// <param name="network">What to call it in messages.</param>
    /// <param name="type">Type of all values; float64 for checks of gradients.</param>
    /// <exception cref="BackboneException">It is damaged, or has operators or forms of them that Graft does not train; all unknown operators are named.</exception>
    /// <exception cref="TorchException">PyTorch's native library is not there.</exception>
    public static TorchNetwork Of(ModelProto model, string network, ScalarType type = ScalarType.Float32)
    {
        TorchLibrary.Load();
        var graph = new TrainableGraph(model, network);
        var made = new TorchNetwork(graph, new TorchNetworkBuilder(graph, type));
        // Where the graph does not say how large its inputs are, the first ones tell.
        if (graph.Inputs.Select(DeclaredShape).ToArray() is var shapes && shapes.All(shape => shape is not null))
            made.Try(shapes!);
        return made;
    }

    /// <summary>Computes the features, on PyTorch's current threads, keeping what gradients need unless these are off.</summary>
    /// <param name="inputs">Float32, in the order of <see cref="InputNames"/>; the first side of each is the batch. They stay the caller's.</param>
    /// <param name="mode">What is different while training.</param>
    /// <returns>Rows, N x D, which belong to the caller's dispose scope.</returns>
    /// <exception cref="BackboneException">The network fails on such inputs.</exception>
    public Tensor Forward(IReadOnlyList<Tensor> inputs, ForwardMode mode = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (inputs.Count != InputNames.Length)
            throw new ArgumentException($"The network takes {InputNames.Length} tensors, got {inputs.Count}.", nameof(inputs));
        if (!IsTried(inputs))
            Try([.. inputs.Select(input => input.shape[1..])]);
        using var scope = NewDisposeScope();
        var places = (Tensor?[])_tensors.Clone();
        for (var i = 0; i < inputs.Count; i++)
            places[i] = inputs[i];
        foreach (var step in _steps)
        {
            try
            {
                step.Run(places, mode);
            }
            catch (Exception e) when (TorchErrors.IsOfTorch(e))
            {
                throw step.Failed(e);
            }

            // What gradients need of them is held by PyTorch.
            foreach (var place in step.Released)
                places[place]!.Dispose();
        }

        return places[_output]!.MoveToOuterDisposeScope();
    }

    /// <summary>Puts the values as they are now into a graph that has weights of these names, which may be a larger one. Its tensors are replaced, not changed.</summary>
    /// <exception cref="ArgumentException">It has no weights of one of the names.</exception>
    public void WriteTo(GraphProto graph)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var numbers = Enumerable.Range(0, graph.Initializer.Count).ToLookup(i => graph.Initializer[i].Name, StringComparer.Ordinal);
        foreach (var (name, value) in Weights.Select(weight => (weight.Name, (Tensor)weight.Value)).Concat(Statistics.Select(statistic => (statistic.Name, statistic.Value))))
        {
            var values = ToProto(name, value);
            if (numbers[name].Any())
            {
                foreach (var number in numbers[name])
                    graph.Initializer[number] = values;
            }
            else
            {
                // Held by a node, whose place a weight takes.
                var node = graph.Node.FirstOrDefault(node => node.OpType == "Constant" && node.Output.Contains(name))
                    ?? throw new ArgumentException($"The graph has no weights '{name}'.", nameof(graph));
                graph.Node.Remove(node);
                graph.Initializer.Add(values);
            }
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        foreach (var tensor in _tensors)
            tensor?.Dispose();
    }

    private static TensorProto ToProto(string name, Tensor value)
    {
        using var scope = NewDisposeScope();
        var values = value.detach().to_type(ScalarType.Float32).contiguous();
        return OnnxNodes.Values(name, values.bytes.ToArray(), values.shape);
    }

    /// <summary>The shape of an input without the batch; null where the graph leaves it open.</summary>
    private static long[]? DeclaredShape(ValueInfoProto input) =>
        input.Type?.TensorType?.Shape is { Dim.Count: > 0 } shape && shape.Dim.Skip(1).All(side => side.DimValue > 0) ? [.. shape.Dim.Skip(1).Select(side => side.DimValue)] : null;

    private bool IsTried(IReadOnlyList<Tensor> inputs)
    {
        if (_tried.Length != inputs.Count)
            return false;
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].ndim != _tried[i].Length + 1)
                return false;
            for (var side = 0; side < _tried[i].Length; side++)
            {
                if (inputs[i].size(side + 1) != _tried[i][side])
                    return false;
            }
        }

        return true;
    }

    private void Try(long[][] shapes)
    {
        ShapeTrial.Run(_steps, _tensors, shapes, _output, _name);
        _tried = shapes;
    }
}
