using System.Collections.Immutable;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graft;

/// <summary>The new fully connected part of a network: rows of features to a score for each class.</summary>
internal sealed class Head : IDisposable
{
    private readonly Parameter? _hiddenWeights;
    private readonly Parameter? _hiddenBias;
    private readonly Parameter _weights;
    private readonly Parameter _bias;
    private readonly double _dropout;

    /// <param name="featureCount">Values in a row.</param>
    /// <param name="options">Width and dropout.</param>
    /// <param name="classCount">Classes.</param>
    public Head(int featureCount, FineTuningOptions options, int classCount)
    {
        _dropout = options.Dropout;
        var width = featureCount;
        if (options.HeadWidth > 0)
        {
            width = options.HeadWidth;
            using var generator = new Generator((ulong)(uint)options.Seed, CPU);
            // He's deviation, for what goes through a ReLU.
            using var draw = randn([width, featureCount], generator: generator);
            _hiddenWeights = new Parameter(draw * Math.Sqrt(2.0 / featureCount));
            _hiddenBias = new Parameter(zeros(width));
        }

        // From zero every class is equally likely, and what is learnt is learnt from the photos.
        _weights = new Parameter(zeros(classCount, width));
        _bias = new Parameter(zeros(classCount));
        ImmutableArray<TorchWeight> hidden = _hiddenWeights is null ? [] : [new("head.hidden.weight", _hiddenWeights, TorchWeightRole.Matrix), new("head.hidden.bias", _hiddenBias!, TorchWeightRole.Bias)];
        Weights = [.. hidden, new("head.weight", _weights, TorchWeightRole.Matrix), new("head.bias", _bias, TorchWeightRole.Bias)];
    }

    /// <summary>All that is trained.</summary>
    public ImmutableArray<TorchWeight> Weights { get; }

    /// <summary>What the last layer is given: the features themselves, or those of the hidden layer.</summary>
    public Tensor Hidden(Tensor features, bool dropout)
    {
        if (_hiddenWeights is null)
            return features;
        var hidden = nn.functional.linear(features, _hiddenWeights, _hiddenBias!).relu_();
        return dropout && _dropout > 0 ? nn.functional.dropout(hidden, _dropout, training: true) : hidden;
    }

    /// <summary>Scores, shape [rows, classes].</summary>
    public Tensor Forward(Tensor features, bool dropout) => nn.functional.linear(Hidden(features, dropout), _weights, _bias);

    public void Dispose()
    {
        foreach (var weight in Weights)
            weight.Value.Dispose();
    }
}
