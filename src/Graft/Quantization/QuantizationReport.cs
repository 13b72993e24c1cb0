using System.Collections.Immutable;

namespace Graft;

/// <summary>What came of a quantisation.</summary>
public sealed record QuantizationReport
{
    /// <summary>How it was done.</summary>
    public required QuantizationRecord Record { get; init; }

    /// <summary>Layers with weights, in the order of the network.</summary>
    public required ImmutableArray<QuantizedLayer> Layers { get; init; }

    /// <summary>Operators that were left in float32 as there is none of whole numbers for them, and how many of each there are.</summary>
    public required ImmutableArray<KeyValuePair<string, int>> FloatOperators { get; init; }

    /// <summary>Length of the network in float32 up to the layer, in bytes.</summary>
    public required long FloatLength { get; init; }

    /// <summary>Length of the file that was written, in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>How quick it is in float32 on this machine.</summary>
    public required double FloatImagesPerSecond { get; init; }

    /// <summary>How quick the quantised network is on this machine.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Photos that were not used for calibration, on which features were compared.</summary>
    public required int TestCount { get; init; }

    /// <summary>Mean cosine of the angle between features in float32 and int8, of the photos of the test; not a number without any.</summary>
    public required double MeanCosine { get; init; }

    /// <summary>The least of these cosines.</summary>
    public required double LeastCosine { get; init; }

    /// <summary>Mean error of the photos of the test, as <see cref="QuantizationOptions.MaxError"/> has it.</summary>
    public required double TestError { get; init; }

    /// <summary>
    /// How many of the photos of the test a logistic regression recognises that was trained on features in float32 of other
    /// such photos: mean over five splits. Null where the photos have no labels, or are too few.
    /// </summary>
    public required double? FloatAccuracy { get; init; }

    /// <summary>The same with features of the quantised network.</summary>
    public required double? Accuracy { get; init; }

    /// <summary>Photos that could not be read.</summary>
    public required ImmutableArray<SkippedImage> Skipped { get; init; }
}

/// <summary>A layer with weights in a quantised network.</summary>
/// <param name="Name">The tensor at its end.</param>
/// <param name="Operator">Its operator, such as <c>Conv</c>.</param>
/// <param name="Precision">What it computes with.</param>
/// <param name="SignalToNoise">
/// Mean square of its values over that of their error, in decibels, all that comes before it included; not a number where
/// there was nothing to measure it on.
/// </param>
public sealed record QuantizedLayer(string Name, string Operator, BackbonePrecision Precision, double SignalToNoise);
