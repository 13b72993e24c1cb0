using System.CommandLine;

namespace Graft.Cli.Commands;

/// <summary>The options that say how training photos are varied.</summary>
internal sealed class AugmentationArguments
{
    private readonly Option<string> _preset = CommonOptions.Choice(
        "--augment",
        "How training photos are varied each time they are seen: not at all; flip mirrors half of them; light also takes random parts of 60% and more; "
        + "strong takes parts of 30% and more, turns them by up to 15 degrees and varies their colours (default: none). The options from --crop-area to --hue change that.",
        [.. AugmentationPreset.Names]);

    private readonly Option<double?> _cropArea = CommonOptions.OptionalNumber(
        "--crop-area", "Smallest share of a photo that a random part of it takes, such as 0.5; 1 for no random parts.", "X",
        value => value is > 0 and <= 1, "must be a number of more than 0 and at most 1");

    private readonly Option<string> _mirror = CommonOptions.Choice(
        "--mirror", "How half of the photos are mirrored: left to right, top to bottom, or each by itself.", "none", "horizontal", "vertical", "both");

    private readonly Option<double?> _rotate = UpTo("--rotate", "Largest angle by which photos are turned either way.", 180, "DEGREES");
    private readonly Option<double?> _shift = UpTo("--shift", "Largest shift either way, as a share of the width and of the height, such as 0.1.", 0.5);
    private readonly Option<double?> _zoom = UpTo("--zoom", "Photos are enlarged or made smaller by up to this share, such as 0.2.", 1);
    private readonly Option<double?> _color = UpTo("--color", "Brightness, contrast and saturation are varied by up to this share, such as 0.3.", 1);
    private readonly Option<double?> _hue = UpTo("--hue", "All colours are turned by up to this share of the colour circle, such as 0.05.", 0.5);

    private Option[] All => [_preset, _cropArea, _mirror, _rotate, _shift, _zoom, _color, _hue];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Add(option);
    }

    /// <summary>Options that were given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) => CommonOptions.Given(parsed, All);

    /// <summary>The preset with what the other options make of it.</summary>
    public AugmentationOptions Options(ParseResult parsed)
    {
        var preset = AugmentationPreset.Of(parsed.GetValue(_preset) ?? AugmentationPreset.None);
        var mirror = parsed.GetValue(_mirror);
        var color = parsed.GetValue(_color);
        return preset with
        {
            MinimumArea = parsed.GetValue(_cropArea) ?? preset.MinimumArea,
            FlipHorizontal = mirror is null ? preset.FlipHorizontal : mirror is "horizontal" or "both",
            FlipVertical = mirror is null ? preset.FlipVertical : mirror is "vertical" or "both",
            Rotation = parsed.GetValue(_rotate) ?? preset.Rotation,
            Shift = parsed.GetValue(_shift) ?? preset.Shift,
            Zoom = parsed.GetValue(_zoom) ?? preset.Zoom,
            Brightness = color ?? preset.Brightness,
            Contrast = color ?? preset.Contrast,
            Saturation = color ?? preset.Saturation,
            Hue = parsed.GetValue(_hue) ?? preset.Hue,
        };
    }

    private static Option<double?> UpTo(string name, string description, double most, string helpName = "X") => CommonOptions.OptionalNumber(
        name, description, helpName, value => value >= 0 && value <= most, FormattableString.Invariant($"must be a number from 0 to {most}"));
}
