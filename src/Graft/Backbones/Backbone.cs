namespace Graft;

/// <summary>Makes backbones ready to run, by name or by file.</summary>
public static class Backbone
{
    /// <summary>The backbone used where none is named.</summary>
    public const string Default = ResNet18.Name;

    /// <summary>Loads a backbone and cuts it. Dispose it after use.</summary>
    /// <param name="nameOrPath">A name, such as <c>resnet18</c>, or the path of an ONNX file.</param>
    /// <param name="features">The layers, and what becomes of their tensors; null for the backbone's own choice.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="BackboneException">
    /// There is none of that name, its files are missing or damaged, it has no such layer, or no preprocessing is known.
    /// </exception>
    public static IBackbone Load(string nameOrPath, FeatureOptions? features = null, BackboneOptions? options = null)
    {
        // In one go, so that the whole network is garbage by the time the cut one is loaded.
        var cut = BackboneModel.Open(nameOrPath).Prepare(features ?? new FeatureOptions());
        return new OnnxBackbone(cut, options ?? new BackboneOptions());
    }
}
