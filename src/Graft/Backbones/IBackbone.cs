using System.Collections.Immutable;

namespace Graft;

/// <summary>A pretrained network without its classifier: image tensors in, feature rows out.</summary>
public interface IBackbone : IDisposable
{
    /// <summary>Which network this is and where it was cut; of several layers that are not concatenated, the last.</summary>
    BackboneIdentity Identity { get; }

    /// <summary>What a picture must go through before <see cref="Extract"/>.</summary>
    Preprocessing Preprocessing { get; }

    /// <summary>From the tensor at the layer to a row; says how many views of a picture <see cref="Extract"/> takes.</summary>
    FeatureShaping Shaping => FeatureShaping.Unsaid;

    /// <summary>Values in one feature row, of all layers.</summary>
    int FeatureCount { get; }

    /// <summary>What a row consists of, in order: one part, or one for each layer that gets a dataset of its own.</summary>
    ImmutableArray<FeaturePart> Parts => [new(Identity.Layer, FeatureCount)];

    /// <summary>Runs the network on a batch. Row i depends on image i alone.</summary>
    /// <param name="images">
    /// For each image <see cref="FeatureShaping.ViewCount"/> tensors of <see cref="Preprocessing.TensorLength"/> values, one
    /// after another.
    /// </param>
    /// <param name="features">Receives one row of <see cref="FeatureCount"/> values per image; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    /// <exception cref="BackboneException">The network fails.</exception>
    void Extract(ReadOnlyMemory<float> images, Memory<float> features);
}
