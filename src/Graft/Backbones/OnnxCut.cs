using System.Collections.Immutable;
using Onnx;

namespace Graft;

/// <summary>A network that is cut and shaped, ready for a session.</summary>
internal sealed record OnnxCut
{
    /// <summary>One input of pictures, any number of them; one output of rows.</summary>
    public required ModelProto Model { get; init; }

    /// <summary>Where files of its weights lie.</summary>
    public required string Folder { get; init; }

    /// <summary>The files that it was read from.</summary>
    public ImmutableArray<string> Paths { get; init; } = [];

    public required string InputName { get; init; }

    /// <summary>The output.</summary>
    public string OutputName { get; init; } = ShapingNodes.Output;

    public required BackboneIdentity Identity { get; init; }

    public required Preprocessing Preprocessing { get; init; }

    public required FeatureShaping Shaping { get; init; }

    public required ImmutableArray<FeaturePart> Parts { get; init; }
}
