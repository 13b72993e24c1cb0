using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Graft;

/// <summary>All that is trained: the part of a network that moves, and its new head.</summary>
internal sealed class TunedNetwork : IDisposable
{
    private readonly ImmutableArray<BoundaryTensor> _inputs;

    // Null where nothing of the network moves.
    private readonly TorchNetwork? _network;

    /// <exception cref="BackboneException">The network has operators that cannot be trained.</exception>
    public TunedNetwork(SplitNetwork split, FineTuningOptions options, int classCount)
        : this(split.Boundary, split.IsFrozen ? null : TorchNetwork.Of(split.Moving(), split.Whole.Identity.Name), new Head(split.Whole.Parts[^1].Length, options, classCount))
    {
        UpdatesStatistics = options.UpdatesStatistics;
        if (split.SharedWeights(NetworkWeights.Select(weight => weight.Name)) is { } shared)
            throw new BackboneException($"'{split.Whole.Identity.Name}' cannot be parted in front of '{split.UnfreezeFrom}': its weights '{shared}' are used on both sides. Choose another layer.", split.Whole.Identity.Name);
    }

    private TunedNetwork(ImmutableArray<BoundaryTensor> inputs, TorchNetwork? network, Head head) => (_inputs, _network, Head) = (inputs, network, head);

    public Head Head { get; }

    public bool UpdatesStatistics { get; }

    public ImmutableArray<TorchWeight> NetworkWeights => _network?.Weights ?? [];

    /// <summary>Everything that changes, by name.</summary>
    public IEnumerable<(string Name, Tensor Value)> State =>
        NetworkWeights.Concat(Head.Weights).Select(weight => (weight.Name, (Tensor)weight.Value))
            .Concat(UpdatesStatistics && _network is not null ? _network.Statistics.Select(item => (item.Name, item.Value)) : []);

    /// <summary>Whether every weight is a finite number.</summary>
    public bool IsFinite
    {
        get
        {
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            // A sum is not finite where a value is not, and cheaper than a look at each.
            return State.All(item => double.IsFinite(item.Value.sum().item<float>()));
        }
    }

    /// <summary>Features of a batch, shape [count, D].</summary>
    /// <param name="batch">Activations at the boundary.</param>
    /// <param name="training">Whether it is for a step of the training.</param>
    public Tensor Features(ActivationBatch batch, bool training)
    {
        var inputs = batch.ToTensors(_inputs);
        return _network is null ? inputs[0] : _network.Forward(inputs, training ? new ForwardMode { Dropout = true, UpdatesStatistics = UpdatesStatistics } : default);
    }

    /// <summary>Scores of a batch, shape [count, classes].</summary>
    public Tensor Forward(ActivationBatch batch, bool training) => Head.Forward(Features(batch, training), training);

    /// <summary>The head by itself, on features of the network as it is. It is the same head, and closed with this.</summary>
    public TunedNetwork HeadAlone(int featureCount) => new([new BoundaryTensor(ShapingNodes.Output, [featureCount])], null, Head);

    /// <summary>Puts what has been learnt into the graph of the network.</summary>
    public void WriteTo(Onnx.GraphProto graph) => _network?.WriteTo(graph);

    public void Dispose()
    {
        _network?.Dispose();
        Head.Dispose();
    }
}
