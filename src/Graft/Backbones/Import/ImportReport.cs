namespace Graft;

/// <summary>What an import came to.</summary>
/// <param name="Architecture">Name of the network.</param>
/// <param name="Source">Whose weights they are: <c>Keras</c>, <c>torchvision</c> or <c>timm</c>.</param>
/// <param name="TensorCount">Tensors that were read.</param>
/// <param name="ParameterCount">Values in them.</param>
/// <param name="HasClassifier">Whether the file had the network's own classifier.</param>
/// <param name="DefaultLayer">The layer whose values are the features where none is named.</param>
/// <param name="FeatureCount">Values there for one image.</param>
public sealed record ImportReport(
    string Architecture,
    string Source,
    int TensorCount,
    long ParameterCount,
    bool HasClassifier,
    string DefaultLayer,
    int FeatureCount);
