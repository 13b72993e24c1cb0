using System.Collections.Immutable;

namespace Graft;

/// <summary>Which features are taken from a backbone.</summary>
public sealed record FeatureOptions
{
    /// <summary>Layers by tensor name, node name or alias, each once; empty for the backbone's own choice.</summary>
    public ImmutableArray<string> Layers { get; init; } = [];

    /// <summary>
    /// Whether the features of several layers are one row. If not, each layer's go into a dataset of their own in the
    /// feature file, the last layer's being the <c>features</c>.
    /// </summary>
    public bool Concat { get; init; }

    /// <summary>From the tensor at a layer to a feature row.</summary>
    public FeatureShaping Shaping { get; init; } = new();

    /// <summary>From photo to tensor; null for what the backbone was trained with, if that is known.</summary>
    public Preprocessing? Preprocessing { get; init; }
}
