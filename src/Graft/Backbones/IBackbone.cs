namespace Graft;

/// <summary>A pretrained network without its classifier: image tensors in, feature rows out.</summary>
public interface IBackbone : IDisposable
{
    /// <summary>Which network this is and where it was cut.</summary>
    BackboneIdentity Identity { get; }

    /// <summary>What a picture must go through before <see cref="Extract"/>.</summary>
    Preprocessing Preprocessing { get; }

    /// <summary>Values in one feature row.</summary>
    int FeatureCount { get; }

    /// <summary>Runs the network on a batch. Row i depends on image i alone.</summary>
    /// <param name="images">Any number of tensors of <see cref="Preprocessing.TensorLength"/> values, one after another.</param>
    /// <param name="features">Receives one row of <see cref="FeatureCount"/> values per image; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    /// <exception cref="BackboneException">The network fails.</exception>
    void Extract(ReadOnlyMemory<float> images, Memory<float> features);
}
