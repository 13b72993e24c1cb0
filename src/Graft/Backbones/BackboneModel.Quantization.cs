using Onnx;

namespace Graft;

/// <content>What is asked of it where it is quantised.</content>
public sealed partial class BackboneModel
{
    /// <summary>The part up to some layers as it is, with all its weights in it.</summary>
    /// <exception cref="BackboneException">It is damaged.</exception>
    internal ModelProto UpTo(IReadOnlyCollection<string> layers, Preprocessing preprocessing)
    {
        var cut = CutAt(layers, preprocessing);
        ExternalWeights.Embed(cut.Graph, _file.Folder, Name);
        return cut;
    }

    /// <summary>The part up to some layers, with all that can be computed beforehand computed.</summary>
    /// <exception cref="BackboneException">It is damaged, or of an old operator set and cannot be brought to a new one.</exception>
    internal FoldedGraph Fold(IReadOnlyCollection<string> layers, Preprocessing preprocessing)
    {
        var cut = CutAt(layers, preprocessing);
        var shapes = GraphShapes.Of(cut, _file.Folder, _input, Name);
        if (layers.FirstOrDefault(layer => !shapes.ContainsKey(layer)) is { } other)
            throw NotALayer(other);
        return FoldedGraph.Of(cut, _file.Folder, _input, shapes, Name);
    }

    /// <summary>What a file says of itself that is made of this network.</summary>
    internal BackboneMetadata Describe(string defaultLayer, Preprocessing preprocessing) => new()
    {
        Name = _metadata?.Name ?? (BackboneFiles.LooksLikePath(Name) ? Path.GetFileNameWithoutExtension(Name) : Name),
        Source = _metadata?.Source ?? "ONNX",
        Preprocessing = preprocessing,
        Flatten = _flatten,
        DefaultLayer = defaultLayer,
        Aliases = _aliases.Tensors,
    };

    /// <summary>Whether tensors of that name are its own business.</summary>
    internal bool IsHidden(string tensor) => _aliases.HiddenPrefix is { } prefix && tensor.StartsWith(prefix, StringComparison.Ordinal);
}
