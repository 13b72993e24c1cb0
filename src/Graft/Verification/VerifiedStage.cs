namespace Graft;

/// <summary>How far Graft's values at one stage are from the reference.</summary>
public sealed record VerifiedStage
{
    /// <summary>The stage.</summary>
    public required VerificationStage Stage { get; init; }

    /// <summary>Which of its kind: a file format, a way to resize, a preset, a layer.</summary>
    public required string Name { get; init; }

    /// <summary>Images compared, at least 1.</summary>
    public required int ImageCount { get; init; }

    /// <summary>Values compared, of all images.</summary>
    public required long ValueCount { get; init; }

    /// <summary>
    /// Largest |Graft - reference| of all values: in grey levels for <see cref="VerificationStage.Decode"/> and
    /// <see cref="VerificationStage.Resize"/>. Infinite where a value is not a number or the shape is another.
    /// </summary>
    public required double LargestDifference { get; init; }

    /// <summary>
    /// Largest |Graft - reference| of an image over the largest |reference| of that image; the largest over all images.
    /// Not value by value: the error of a sum is in proportion to what was summed, not to what is left of it.
    /// </summary>
    public required double LargestRelativeDifference { get; init; }

    /// <summary>The most that passes.</summary>
    public required double Tolerance { get; init; }

    /// <summary>
    /// Whether <see cref="Tolerance"/> is of <see cref="LargestRelativeDifference"/>, not of <see cref="LargestDifference"/>.
    /// </summary>
    public required bool IsToleranceRelative { get; init; }

    /// <summary>The image with the largest difference; null when there is no difference.</summary>
    public required string? WorstImage { get; init; }

    /// <summary>Whether the difference is within the tolerance.</summary>
    public bool Passed => (IsToleranceRelative ? LargestRelativeDifference : LargestDifference) <= Tolerance;
}
