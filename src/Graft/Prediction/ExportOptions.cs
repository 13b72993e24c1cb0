namespace Graft;

/// <summary>How a classifier is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>Whether the file takes pixels of photos of any size, instead of tensors that a program makes of them.</summary>
    public bool WithPreprocessing { get; init; }

    /// <summary>The backbone's ONNX file, where it is no longer where it was nor beside the classifier; null where it need not be said.</summary>
    public string? BackbonePath { get; init; }

    /// <summary>Photos that the exported file is tried on; null for six pictures that come with Graft.</summary>
    public ImageSet? Photos { get; init; }

    /// <summary>How many photos are tried at most, spread evenly over all; at least 1.</summary>
    public int PhotoLimit { get; init; } = 200;

    /// <summary>
    /// What the network computes with; null for what made the features that the classifier was trained on. Of a classifier
    /// for features in float32, <see cref="BackbonePrecision.Int8"/> exports a network that is quantised on the way, with
    /// ranges learnt from <see cref="Photos"/>, which must then be given.
    /// </summary>
    public BackbonePrecision? Precision { get; init; }

    /// <summary>How networks are run.</summary>
    public BackboneOptions Backbone { get; init; } = new();
}
