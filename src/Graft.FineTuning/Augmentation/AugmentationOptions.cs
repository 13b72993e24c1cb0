namespace Graft;

/// <summary>
/// How training photos are varied each time they are seen, so that a network that is fine-tuned learns what stays the same.
/// What is drawn for a photo depends on nothing but the seed, the epoch and the photo's path.
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>Photos as they are.</summary>
    public static AugmentationOptions None { get; } = new();

    /// <summary>
    /// The smallest share of a photo that a random crop takes, more than 0 and at most 1, each share from there to 1 as
    /// likely; the crop is then resized to what the network takes. 1 stands for no random crop: photos are placed as the
    /// network's preprocessing says.
    /// </summary>
    public double MinimumArea { get; init; } = 1;

    /// <summary>
    /// How many times as wide, or as high, as at prediction things become at most by a random crop, at least 1. Of no
    /// effect without random crops.
    /// </summary>
    public double MaximumAspect { get; init; } = 4.0 / 3;

    /// <summary>Whether half of the photos are mirrored left to right.</summary>
    public bool FlipHorizontal { get; init; }

    /// <summary>Whether half of the photos are turned upside down.</summary>
    public bool FlipVertical { get; init; }

    /// <summary>The largest angle by which photos are turned either way, in degrees, 0 to 180.</summary>
    public double Rotation { get; init; }

    /// <summary>The largest shift either way, as a share of width and height, 0 to 0.5.</summary>
    public double Shift { get; init; }

    /// <summary>Photos are enlarged by factors from 1 / (1 + zoom) to 1 + zoom, 0 to 1.</summary>
    public double Zoom { get; init; }

    /// <summary>Brightness is multiplied by 1 - x to 1 + x, 0 to 1.</summary>
    public double Brightness { get; init; }

    /// <summary>Distances from the mean grey are multiplied by 1 - x to 1 + x, 0 to 1.</summary>
    public double Contrast { get; init; }

    /// <summary>Distances of colours from their grey are multiplied by 1 - x to 1 + x, 0 to 1.</summary>
    public double Saturation { get; init; }

    /// <summary>The largest turn of all colours either way, as a share of the colour circle, 0 to 0.5.</summary>
    public double Hue { get; init; }

    /// <summary>Whether photos stay as they are.</summary>
    public bool IsNone => this with { MaximumAspect = None.MaximumAspect } == None;

    /// <summary>What is not left out, in the words of the command line: <c>mirror=horizontal rotate=15 color=0.3</c>; <c>none</c> without anything.</summary>
    public override string ToString() => AugmentationText.Of(this);

    /// <summary>The first value that is out of its range, as a sentence; null when none is.</summary>
    internal string? FindProblem()
    {
        if (!(MinimumArea is > 0 and <= 1))
            return Problem(nameof(MinimumArea), "more than 0 and at most 1", MinimumArea);
        if (!(MaximumAspect >= 1 && double.IsFinite(MaximumAspect)))
            return Problem(nameof(MaximumAspect), "at least 1", MaximumAspect);
        foreach (var (name, value, most) in new[]
        {
            (nameof(Rotation), Rotation, 180), (nameof(Shift), Shift, 0.5), (nameof(Zoom), Zoom, 1), (nameof(Brightness), Brightness, 1),
            (nameof(Contrast), Contrast, 1), (nameof(Saturation), Saturation, 1), (nameof(Hue), Hue, 0.5),
        })
        {
            if (!(value >= 0 && value <= most))
                return Problem(name, FormattableString.Invariant($"from 0 to {most}"), value);
        }

        return null;
    }

    private static string Problem(string name, string range, double value) =>
        FormattableString.Invariant($"{name} must be {range}, got {value}.");
}
